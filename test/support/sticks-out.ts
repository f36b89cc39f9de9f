import { all } from './screen.js';

/** What is seen and reaches past 320 pixels, in words. */
export function sticksOut(app: Element): string[] {
  // In a chat on a phone the status is there for screen readers only.
  const unseen = new Set(
    all(app, 'beep-connection')
      .filter(({ offsetWidth }) => offsetWidth <= 1)
      .flatMap((host) => all(host, '*')),
  );
  return all(app, '*').flatMap((element) => {
    if (!element.checkVisibility({ contentVisibilityAuto: true }) || unseen.has(element)) return [];
    if (element.closest('.sr') || element.closest('.clip')) return [];
    const { left, right, width } = element.getBoundingClientRect();
    const isOut = width > 1 && (right > 321 || left < -1);
    return isOut ? [`${element.localName}.${element.className} from ${left} to ${right}`] : [];
  });
}
