// Asks before something is done that readers may notice.

import { element, setText } from './elements.js';

/** Whether the answer to `question` is `yes`, the label of its button. */
export function ask(question, yes) {
  const dialog = element('confirm');
  setText(element('question'), question);
  setText(element('yes'), yes);
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise(resolve => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}
