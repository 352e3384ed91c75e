// A reader's picture, or the first letter of their name where there is none.

import { setText } from './elements.js';

/**
 * Shows the reader in `place`, an `.avatar` with an `.initial` and an `img`. Resolves with `loaded`, with `none` where
 * there is no address, or with `broken`; with undefined if another picture was asked for meanwhile.
 */
export function showAvatar(place, { display_name = '', image_url }) {
  setText(place.querySelector('.initial'), initial(display_name));
  const image = place.querySelector('img');
  if (image.getAttribute('src') === (image_url ?? null)) return Promise.resolve();
  image.hidden = true;
  image.onload = image.onerror = null;
  image.removeAttribute('src');
  if (!image_url) return Promise.resolve('none');
  if (!/^https:/i.test(image_url)) return Promise.resolve('broken'); // the page's policy refuses all others
  return new Promise(resolve => {
    image.onload = () => {
      image.hidden = false;
      resolve('loaded');
    };
    image.onerror = () => resolve('broken');
    image.src = image_url;
  });
}

/** The first letter as people count letters: a flag or an accented letter is one. */
function initial(name) {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name.trim());
  return first?.segment.toLocaleUpperCase() ?? '';
}
