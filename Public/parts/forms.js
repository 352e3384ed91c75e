// How every form here is sent: once at a time, without losing anything, with what was wrong beside the field.
//
// A control has the name that the service has for the member, such as `name.first`, so errors find their fields.

import { element, inSeconds, make, setText } from './elements.js';

/** Runs `work` when the form is sent. Shows what it throws: errors of fields beside them, the rest in `.form-error`. */
export function onSubmit(form, work) {
  const button = form.querySelector('[type="submit"]');
  form.noValidate = true; // the service's answer says it better, and beside the field
  form.addEventListener('submit', async event => {
    event.preventDefault();
    if (isBusy(button)) return;
    setBusy(button, true);
    clearErrors(form);
    try {
      await work(form);
    } catch (problem) {
      showProblem(form, problem);
    } finally {
      setBusy(button, false);
    }
  });
  form.addEventListener('input', ({ target }) => clearError(target));
  form.addEventListener('reset', () => clearErrors(form));
  for (const box of form.querySelectorAll('.reveal')) revealsPasswords(form, box);
}

// Not `disabled`, which would take the focus away.
const isBusy = button => button.ariaDisabled === 'true';
const setBusy = (button, isBusy) => { button.ariaDisabled = isBusy ? 'true' : null; };

/** A button's work, once at a time. */
export function onPress(button, work) {
  button.addEventListener('click', async () => {
    if (isBusy(button)) return;
    setBusy(button, true);
    await work(button);
    setBusy(button, false);
  });
}

/** A problem of the service in words for readers. */
export function explanation({ message, code, status, retryAfter }) {
  if (code === 'user-changed') return 'Somebody else is signed in by now, so nothing was changed.';
  if (status === 429) return `That was tried too often. Try again in ${inSeconds(retryAfter / 1000)}.`;
  return message;
}

function showProblem(form, problem) {
  const places = (problem.errors ?? []).map(error => ({ ...error, control: form.elements.namedItem(error.field) }));
  for (const { control, detail } of places) if (control) showError(control, detail);
  const rest = places.filter(({ control }) => !control).map(({ field, detail }) => `${field}: ${detail}`);
  if (places.length === 0) rest.push(explanation(problem));
  setText(form.querySelector('.form-error'), rest.join(' '));
  form.querySelector('[aria-invalid]')?.focus();
}

function showError(control, detail) {
  control.ariaInvalid = 'true';
  setText(element(`${control.id}-error`) ?? addErrorPlace(control), detail);
}

function addErrorPlace(control) {
  const place = make('p', 'error');
  place.id = `${control.id}-error`;
  place.role = 'alert';
  control.closest('.field').append(place);
  const described = control.getAttribute('aria-describedby');
  control.setAttribute('aria-describedby', [described, place.id].filter(Boolean).join(' '));
  return place;
}

function clearErrors(form) {
  for (const control of form.querySelectorAll('[aria-invalid]')) clearError(control);
  setText(form.querySelector('.form-error'), '');
}

function clearError(control) {
  if (!control.ariaInvalid) return;
  control.ariaInvalid = null;
  const place = element(`${control.id}-error`);
  if (place) setText(place, '');
}

/** Passwords are hidden again when the form is sent, or browsers would offer to remember them as plain text. */
function revealsPasswords(form, box) {
  const fields = [...form.querySelectorAll('[type="password"]')];
  const update = () => fields.forEach(field => { field.type = box.checked ? 'text' : 'password'; });
  const hide = () => {
    box.checked = false;
    update();
  };
  box.addEventListener('change', update);
  form.addEventListener('submit', hide);
  form.addEventListener('reset', hide);
}
