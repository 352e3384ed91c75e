// The networks, how their lanes stand, and buttons to pause, resume and reconcile.

import { call, key } from './backend.js';
import { ask } from './confirm.js';
import { element, make, setText } from './elements.js';
import { onPress } from './forms.js';

const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const moment = seconds => time.format(seconds * 1000);
const status = element('networks-status');
const cards = new Map();

export async function showNetworks() {
  const { networks } = await call('GET', '/networks');
  if (key.value === null) return; // locked meanwhile
  for (const [name, card] of cards) if (!networks.some(each => each.name === name)) card.remove(), cards.delete(name);
  for (const network of networks) {
    if (!cards.get(network.name)?.item.isConnected) {
      cards.set(network.name, new Card(network));
      element('networks').append(cards.get(network.name).item);
    }
    cards.get(network.name).show(network);
  }
}

export function clearNetworks() {
  for (const card of cards.values()) card.remove();
  cards.clear();
  setText(status, '');
}

/** Stays while its figures change, so that nobody's focus is lost. */
class Card {
  #badge = make('span', 'badge');
  #facts = make('dl', 'facts');
  #turn = make('button', 'quiet');
  #network;

  constructor({ name, kind }) {
    const reconcile = make('button', 'quiet', 'Reconcile');
    for (const button of [this.#turn, reconcile]) button.type = 'button';
    reconcile.ariaLabel = `Reconcile ${name}`;
    this.item = make(
      'li', '',
      make('h3', '', name), make('p', '', this.#badge, ` ${kind}`), this.#facts,
      make('div', 'actions', this.#turn, reconcile),
    );
    onPress(this.#turn, () => this.#pauseOrResume());
    onPress(reconcile, () => this.#reconcile());
  }

  remove() { this.item.remove(); }

  show(network) {
    this.#network = network;
    const { pause, lane } = network;
    const isWell = !pause && (!lane || lane.breaker === 'closed');
    this.#badge.classList.toggle('is-wrong', !isWell);
    setText(this.#badge, pause ? 'paused' : isWell ? 'sending' : lane.breaker);
    setText(this.#turn, pause ? 'Resume' : 'Pause');
    this.#turn.ariaLabel = `${this.#turn.textContent} ${network.name}`;
    const facts = [
      pause && ['Paused', [pause.reason, pause.until ? `until ${moment(pause.until)}` : 'until it is resumed'].join(', ')],
      lane && ['Breaker', [lane.breaker, lane.reason, lane.until && `until ${moment(lane.until)}`].filter(Boolean).join(', ')],
      lane && ['Places taken', `${lane.sending} of ${lane.places}`],
      ['Owed', network.owed],
      network.oldest_owed_at && ['Oldest due since', moment(network.oldest_owed_at)],
      ['Told, not confirmed yet', network.unread],
      ['Never read, though asked again', network.drifted],
      network.reconciled_at && ['Looked through', moment(network.reconciled_at)],
    ].filter(Boolean);
    this.#facts.replaceChildren(...facts.flatMap(([name, value]) => [make('dt', '', name), make('dd', '', `${value}`)]));
  }

  #pauseOrResume() {
    const { name, pause } = this.#network;
    return pause
      ? act(`Send to ${name} again?`, 'Resume', `/networks/${name}/resume`, () => `${name} is sent to again.`)
      : act(
        `Send nothing to ${name} until somebody resumes it? Changes stay owed.`, 'Pause', `/networks/${name}/pause`,
        () => `${name} is paused.`,
      );
  }

  async #reconcile() {
    const { name } = this.#network;
    if (!(await ask(`Go through all users, and tell ${name} of each whose newest profile it hasn’t read?`, 'Reconcile'))) return;
    let after;
    let [examined, owed] = [0, 0];
    try {
      do {
        const slice = await call('POST', `/networks/${name}/reconcile`, after ? { after } : {});
        examined += slice.examined;
        owed += slice.owed;
        after = slice.next;
        setText(status, `${name}: ${examined} users looked at, ${owed} owed again${after ? ' …' : '.'}`);
      } while (after);
    } catch (problem) {
      setText(status, `${name}: stopped after ${examined} users. ${problem.message}`);
    }
  }
}

async function act(question, yes, path, outcome) {
  if (!(await ask(question, yes))) return;
  try {
    await call('POST', path, {});
    setText(status, outcome());
    await showNetworks();
  } catch (problem) {
    setText(status, problem.message);
  }
}
