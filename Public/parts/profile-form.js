// The form of a reader's profile, between what the service holds and what is being typed.
//
// The names of its controls are the paths of the profile's members, such as `name.first` and `websites[1]`. A change
// that comes from elsewhere goes to the controls that nobody touched; the others keep what was typed.

export class ProfileForm {
  #controls;
  #held = new Map(); // what the service holds, as each control would show it
  #user;
  #version = 0;

  constructor(form) {
    this.#controls = [...form.elements].filter(({ name }) => name);
  }

  /** Whether this reader's profile is in the form. */
  isOf(user) {
    return this.#user === user;
  }

  get isChanged() {
    return this.#changed().length > 0;
  }

  /** Takes over a profile that the service answered, unless it is older than what is here. */
  show(profile) {
    const isSameReader = this.isOf(profile.id);
    if (isSameReader && profile.version < this.#version) return;
    this.#user = profile.id;
    this.#version = profile.version;
    for (const control of this.#controls) {
      const text = textOf(control, profile);
      if (!isSameReader || read(control) === this.#held.get(control)) write(control, text);
      this.#held.set(control, text);
    }
  }

  forget() {
    this.#user = undefined;
    this.#held.clear();
    for (const control of this.#controls) write(control, '');
  }

  /** Saves what was changed by `send`, which takes a merge patch; answers with its answer, which has the profile. */
  async save(send) {
    this.#gatherWebsites();
    const changed = this.#changed();
    const sent = changed.map(control => [control, read(control)]);
    const answer = await send(this.#patch(new Set(changed)));
    if (!this.isOf(answer.profile.id)) return answer;
    // What was typed since then is left alone, and what was sent takes its stored form.
    for (const [control, text] of sent) this.#held.set(control, text);
    this.show(answer.profile);
    return answer;
  }

  #changed() {
    return this.#controls.filter(control => this.#held.has(control) && read(control) !== this.#held.get(control));
  }

  /** The list that is stored has no gaps, and errors name its entries by their places. */
  #gatherWebsites() {
    const controls = this.#controls.filter(({ name }) => name.startsWith('websites['));
    const filled = controls.map(read).filter(text => text.trim());
    controls.forEach((control, index) => write(control, filled[index] ?? ''));
  }

  #patch(changed) {
    const patch = {};
    const chooses = this.#controls.find(({ name }) => name === 'email_notifications');
    for (const control of this.#controls) {
      const [member, part] = pathOf(control);
      // Choosing says all, since what the network isn't told counts as never; not choosing takes all back.
      const isMail = member === 'email_notifications';
      if (isMail && !chooses.checked) {
        if (changed.has(chooses)) patch[member] = null;
        continue;
      }
      if (control === chooses || !(changed.has(control) || (isMail && changed.has(chooses)))) continue;
      if (member === 'websites') patch[member] = this.#websites();
      else if (part) (patch[member] ??= {})[part] = valueOf(control);
      else patch[member] = valueOf(control);
    }
    return patch;
  }

  #websites() {
    const all = this.#controls.filter(({ name }) => name.startsWith('websites[')).map(control => read(control).trim());
    const filled = all.filter(Boolean);
    return filled.length > 0 ? filled : null;
  }
}

const pathOf = ({ name }) => name.split(/[.[\]]+/).filter(Boolean);

/** What a control shows of a profile. */
function textOf(control, profile) {
  const value = pathOf(control).reduce((part, name) => part?.[name], profile);
  if (control.type === 'checkbox') return value === undefined ? '' : 'on';
  if (value !== undefined) return String(value);
  return control.name.startsWith('email_notifications.') ? 'never' : '';
}

/** What a control means in a merge patch: nothing typed unsets, but for what must be there. */
function valueOf(control) {
  const text = read(control);
  if (control.type === 'select-one' && ['true', 'false'].includes(text)) return text === 'true';
  return text || (control.required ? '' : null);
}

const read = control => (control.type === 'checkbox' ? (control.checked ? 'on' : '') : control.value);

function write(control, text) {
  if (control.type === 'checkbox') control.checked = text !== '';
  else control.value = text;
}
