// What a page lacks for readers with a keyboard, a screen reader or weak eyes: one line for each finding, with the
// number of the success criterion in WCAG 2.2. Where a dialog is open, only the dialog is looked at.
const dialog = document.querySelector('dialog[open]');
const root = dialog ?? document.body;
const findings = [];
const name = ({ localName, id, classList }) => [localName, id && `#${id}`, ...classList].filter(Boolean).join(' ');
const expect = (holds, criterion, node, text) => {
  if (!holds) findings.push(`${criterion} ${name(node)}: ${text}`);
};
const isSeen = node => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
const all = (selector, from = root) => [...from.querySelectorAll(selector)].filter(isSeen);

// Colours: any that CSS can say, as the browser paints them.

const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
const painted = layers => {
  context.clearRect(0, 0, 1, 1);
  for (const [colour, opacity] of layers) {
    context.globalAlpha = opacity;
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
  }
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
};
const canvasColour = () => {
  const probe = document.createElement('i');
  probe.style.color = 'Canvas';
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
};
const base = canvasColour();
const lineage = node => (node ? [...lineage(node.parentElement), node] : []);
const background = node => [[base, 1], ...lineage(node).map(part => [getComputedStyle(part).backgroundColor, 1])];
const opacity = node => lineage(node).reduce((product, part) => product * getComputedStyle(part).opacity, 1);
const luminance = rgb => {
  const [red, green, blue] = rgb.map(value => value / 255)
    .map(value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (colour, layers, alpha = 1) => {
  const [above, below] = [painted([...layers, [colour, alpha]]), painted(layers)].map(luminance);
  return (Math.max(above, below) + 0.05) / (Math.min(above, below) + 0.05);
};

// The page as a whole.

if (!dialog) {
  expect(document.documentElement.lang, '3.1.1', document.documentElement, 'no language');
  expect(document.title.trim(), '2.4.2', document.documentElement, 'no title');
  expect(all('main, [role=main]').length === 1, '1.3.1', root, 'not one main landmark');
  expect(all('h1').length === 1, '1.3.1', root, `${all('h1').length} headings of the first level`);
}
all('h1, h2, h3, h4, h5, h6').reduce((level, heading) => {
  const own = Number(heading.localName[1]);
  expect(own <= level + 1, '1.3.1', heading, `level ${own} after level ${level}`);
  return own;
}, dialog ? 1 : 0);

const ids = [...document.querySelectorAll('[id]')].map(node => node.id);
const repeated = ids.filter((id, index) => ids.indexOf(id) !== index);
for (const id of repeated) findings.push(`4.1.2 #${id} is there twice`);
const references = ['aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns', 'aria-errormessage',
  'aria-details', 'aria-activedescendant', 'for', 'form', 'list', 'headers'];
for (const attribute of references) {
  for (const node of root.querySelectorAll(`[${attribute}]`)) {
    for (const id of node.getAttribute(attribute).split(/\s+/)) {
      expect(ids.includes(id), '1.3.1', node, `${attribute} names #${id}, which isn't there`);
    }
  }
}
for (const image of root.querySelectorAll('img')) expect(image.hasAttribute('alt'), '1.1.1', image, 'no alt');

// Controls: their names, their size, what shows where they are.

const focusable = '[tabindex]:not([tabindex^="-"])';
const controls = all(`a[href], button, input:not([type=hidden]), select, textarea, summary, ${focusable}`);
const textOf = node => {
  const images = [...node.querySelectorAll('img')].map(image => image.alt);
  return [node.ariaLabel ?? node.textContent, ...images].join(' ').trim();
};
const nameOf = node => {
  const labelled = (node.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean);
  if (labelled.length > 0) return labelled.map(id => textOf(document.getElementById(id))).join(' ');
  if (node.ariaLabel) return node.ariaLabel;
  if (node.labels?.length > 0) return [...node.labels].map(textOf).join(' ');
  return node.matches('input, select, textarea') ? node.title : textOf(node) || node.title;
};
const area = node => (node.matches('[type=checkbox], [type=radio]') && node.labels[0] || node).getBoundingClientRect();
const gap = (x, y, { left, top, right, bottom }) =>
  Math.hypot(Math.max(left - x, x - right, 0), Math.max(top - y, y - bottom, 0));
const isInSentence = node => node.localName === 'a' && getComputedStyle(node).display === 'inline'
  && node.parentElement.textContent.trim() !== node.textContent.trim();

for (const control of controls) {
  expect(nameOf(control).trim(), '4.1.2', control, 'no name');
  expect(control.tabIndex <= 0, '2.4.3', control, 'a positive tabindex');
  const { left, top, width, height } = area(control);
  const [x, y] = [left + width / 2, top + height / 2];
  const isSpaced = controls.every(other => other === control || gap(x, y, area(other)) >= 12);
  const isLarge = Math.min(width, height) >= 24;
  expect(isLarge || isSpaced || isInSentence(control), '2.5.8', control, `${width} by ${height} pixels`);

  const style = getComputedStyle(control);
  const around = background(control.parentElement);
  const isDrawnByBrowser = control.matches('[type=checkbox], [type=radio]');
  const hasBorder = parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== 'none';
  const edges = [contrast(style.backgroundColor, around), hasBorder ? contrast(style.borderTopColor, around) : 1];
  const isBox = control.matches('input, select, textarea') || (hasBorder && control.localName === 'button');
  const edge = Math.max(...edges);
  expect(isDrawnByBrowser || !isBox || edge >= 3, '1.4.11', control, `its edge has a contrast of ${edge.toFixed(2)}`);
}

const focused = document.activeElement;
for (const control of controls) {
  control.focus();
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(control);
  const isOutlined = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && control.matches(':focus-visible');
  expect(isOutlined, '2.4.7', control, 'the focus does not show');
  // "auto" is the browser's own, of two colours.
  const ratio = outlineStyle === 'auto' ? 3 : contrast(outlineColor, background(control.parentElement));
  expect(ratio >= 3, '1.4.11', control, `its outline has a contrast of ${ratio.toFixed(2)}`);
}
if (focused !== document.body) focused.focus();
else document.activeElement.blur();

// Text, in nodes and in fields.

const legible = (node, style, what) => {
  const size = parseFloat(style.fontSize);
  const least = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
  const ratio = contrast(style.color, background(node), opacity(node));
  expect(ratio >= least, '1.4.3', node, `${what} has a contrast of ${ratio.toFixed(2)}`);
};
const isClipped = node => lineage(node).some(part => part.getBoundingClientRect().width <= 1);
const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, ({ data, parentElement }) => {
  const isRead = data.trim() && isSeen(parentElement) && !isClipped(parentElement);
  return isRead && !parentElement.closest(':disabled') ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP;
});
while (walker.nextNode()) {
  const { parentElement } = walker.currentNode;
  legible(parentElement, getComputedStyle(parentElement), 'its text');
}
for (const field of all('input:not([type=checkbox]), select, textarea')) {
  legible(field, getComputedStyle(field), 'its value');
  if (field.placeholder) legible(field, getComputedStyle(field, '::placeholder'), 'its placeholder');
}
return findings;
