// What `GET /metrics` says (Prometheus' text format), as numbers.

/** All series of the text: [{ name, labels, value }]. */
export function parse(text) {
  const series = [];
  for (const line of text.split('\n')) {
    const match = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (!match) continue;
    const labels = Object.fromEntries([...(match[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, k, v]) => [k, v]));
    series.push({ name: match[1], labels, value: Number(match[3]) });
  }
  return series;
}

export const sum = (series, name) =>
  series.filter(each => each.name === name).reduce((total, { value }) => total + value, 0);

/** The bound below which a `share` of what was observed between two readings lies; undefined where nothing was. */
export function quantile(before, after, name, share) {
  const buckets = new Map();
  const count = (series, sign) => {
    for (const each of series) {
      if (each.name !== `${name}_bucket`) continue;
      const bound = each.labels.le === '+Inf' ? Infinity : Number(each.labels.le);
      buckets.set(bound, (buckets.get(bound) ?? 0) + sign * each.value);
    }
  };
  count(after, 1);
  count(before, -1);
  const bounds = [...buckets].sort(([a], [b]) => a - b);
  const total = bounds.at(-1)?.[1] ?? 0;
  return total > 0 ? bounds.find(([, below]) => below >= share * total)?.[0] : undefined;
}
