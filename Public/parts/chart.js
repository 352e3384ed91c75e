// A small chart of one figure over the last minutes.

import { make, setText } from './elements.js';

const longest = 120;
const svg = (tag, attributes) => {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
};

/** An item with `label`, the present value and its course; `write` says how the value reads. */
export class Figure {
  #values = [];
  #value = make('p', 'value', '–');
  #line = svg('polyline', { points: '' });
  #chart = svg('svg', { class: 'chart', viewBox: '0 0 100 30', preserveAspectRatio: 'none', 'aria-hidden': 'true' });

  constructor(label, write = String) {
    this.write = write;
    this.#chart.append(svg('line', { x1: 0, x2: 100, y1: 30, y2: 30 }), this.#line);
    this.item = make('li', '', make('p', 'hint', label), this.#value, this.#chart);
  }

  add(value) {
    setText(this.#value, value === undefined ? '–' : this.write(value));
    this.#values = [...this.#values, value ?? 0].slice(-longest);
    const highest = Math.max(1e-9, ...this.#values);
    const step = 100 / (longest - 1);
    const start = longest - this.#values.length;
    const points = this.#values.map((each, index) => `${(start + index) * step},${29 - 28 * (each / highest)}`);
    this.#line.setAttribute('points', points.join(' '));
  }
}
