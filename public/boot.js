/**
 * Runs before the first paint and before any module, in browsers of any age (so: no syntax younger than 2009).
 * It puts language, direction and look on the document, and says so in plain words where Beep cannot run.
 *
 * `data-barrier` on <html> is `old`, `insecure` or `broken` where it cannot; main.ts then does not start.
 */
(function () {
  'use strict';
  var root = document.documentElement;

  function remembered(key) {
    try {
      return window.localStorage.getItem(key);
    } catch (error) {
      return null; // storage is switched off: what the browser itself prefers counts
    }
  }

  // The same keys and rules as src/ui/app/preferences.ts, which takes over later.
  var language = remembered('beep.language');
  var preferred = navigator.languages || [navigator.language || 'en'];
  for (var i = 0; language !== 'en' && language !== 'ur'; i++) {
    language = i < preferred.length ? String(preferred[i]).split('-')[0] : 'en';
  }
  root.lang = language;
  root.dir = language === 'ur' ? 'rtl' : 'ltr';

  var theme = remembered('beep.theme');
  root.setAttribute('data-theme', theme === 'light' || theme === 'dark' ? theme : 'system');
  root.setAttribute('data-face', remembered('beep.face') === 'nastaliq' ? 'nastaliq' : 'naskh');

  function stop(barrier) {
    if (!root.getAttribute('data-barrier')) root.setAttribute('data-barrier', barrier);
  }

  // The youngest things Beep stands on, each standing for its year. What only a later step needs is asked for there.
  var isCurrent =
    'noModule' in document.createElement('script') &&
    'replaceSync' in (window.CSSStyleSheet ? CSSStyleSheet.prototype : {}) &&
    'attachInternals' in HTMLElement.prototype &&
    'isWellFormed' in String.prototype &&
    'structuredClone' in window &&
    'RTCPeerConnection' in window &&
    'WebSocket' in window;
  if (!isCurrent) stop('old');
  else if (!window.isSecureContext) stop('insecure');

  // A module that cannot be fetched fails on its element, without a word on the page.
  window.addEventListener(
    'error',
    function (event) {
      if (event.target && event.target.nodeName === 'SCRIPT') stop('broken');
    },
    true,
  );
})();
