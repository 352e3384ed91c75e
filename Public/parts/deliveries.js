// What each network was told of a change, in words.

import { make } from './elements.js';

const meanings = {
  confirmed: 'has read the new profile',
  acknowledged: 'knows, and reads the new profile when it is ready',
  sending: 'is being told',
  pending: 'doesn’t answer yet, and is told again until it does',
  discarded: 'was given up after days without an answer',
};

/** Lists the `deliveries` of a change; an empty list where nobody had to be told. */
export function showDeliveries(list, deliveries = []) {
  list.replaceChildren(...deliveries.map(({ network, version, state, status, attempts, milliseconds }) => {
    const details = [
      `version ${version}`,
      status && `answered ${status}`,
      typeof milliseconds === 'number' && `in ${milliseconds} ms`,
      attempts > 1 && `${attempts} attempts`,
    ];
    return make('li', '', make('strong', '', network), ` ${meanings[state]} (${details.filter(Boolean).join(', ')})`);
  }));
}
