// Live figures of this instance, from what it tells its dashboards.

import { Figure } from './chart.js';
import { element } from './elements.js';
import { parse, quantile, sum } from './metrics-text.js';

const seconds = value => (value === Infinity ? 'over 20 min' : value < 1 ? `≤ ${Math.round(value * 1000)} ms` : `≤ ${value} s`);
const rate = value => value.toFixed(1);
const figures = [
  [new Figure('Requests a second', rate), (now, last, span) => grown('nameplate_http_requests_total', now, last) / span],
  [new Figure('Pings a second', rate), (now, last, span) => grown('nameplate_pings_total', now, last) / span],
  [new Figure('Change to ping sent, 99 of 100', seconds), (now, last) =>
    quantile(last, now, 'nameplate_commit_to_ping_sent_seconds', 0.99)],
  [new Figure('Owed', String), now => sum(now, 'nameplate_deliveries_owed')],
  [new Figure('Oldest owed, seconds', String), now =>
    Math.max(0, ...now.filter(({ name }) => name === 'nameplate_deliveries_oldest_owed_seconds').map(({ value }) => value))],
  [new Figure('Open tabs', String), now => sum(now, 'nameplate_streams_open')],
];
let last;
let lastAt;

element('figures').replaceChildren(...figures.map(([figure]) => figure.item));

const grown = (name, now, before) => Math.max(0, sum(now, name) - sum(before, name));

export async function showFigures() {
  const answer = await fetch('/metrics', { credentials: 'omit' });
  const now = parse(await answer.text());
  const at = performance.now();
  if (last) for (const [figure, value] of figures) figure.add(value(now, last, (at - lastAt) / 1000));
  last = now;
  lastAt = at;
}
