// Small things that every page does with its elements.

export const element = id => document.getElementById(id);

/** Writes only what differs, so that screen readers aren't told twice. */
export function setText(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

export function make(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

/** A reader's name inside a sentence, whose direction it must not turn around. */
export const isolated = name => `\u2068${name}\u2069`;

export function inSeconds(seconds) {
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole < 120) return whole === 1 ? '1 second' : `${whole} seconds`;
  return `${Math.ceil(whole / 60)} minutes`;
}
