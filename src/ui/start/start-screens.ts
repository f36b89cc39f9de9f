/** The screens that stand in the place of the chats: fetched together, when the first of them is wanted. */
import './beep-lost.js';
import './beep-other-tab.js';
import './beep-stopped.js';
import './beep-welcome.js';
