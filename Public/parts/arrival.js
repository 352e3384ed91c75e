// How long a change of the reader's profile took to arrive here.
//
// The moment when somebody pressed the button goes to the other tabs of this browser, which share its clock. Another
// device's clock may differ, so of a change made there only the version is told.

const moments = globalThis.BroadcastChannel ? new BroadcastChannel('moments of changes') : undefined;
let moment;
if (moments) moments.onmessage = ({ data }) => { moment = data; };

/** The button was pressed: the next version is on its way. Returns how to say that it isn't, after all. */
export function announce({ id, version }) {
  tell({ user: id, version: version + 1, at: Date.now() });
  return () => tell(undefined);
}

function tell(next) {
  moment = next && { ...next, isOurs: true };
  moments?.postMessage(next);
}

/** What to say of a change that has just arrived; nothing of a reader who has. */
export function arrival(session, previous) {
  if (!session || previous?.user.id !== session.user.id) return '';
  const { id, version, display_name } = session.user;
  const news = display_name !== previous.user.display_name ? 'Your new name' : 'Your changed profile';
  if (moment?.user !== id || moment.version !== version) {
    return `${news} arrived here from outside this browser, as version ${version}.`;
  }
  const origin = moment.isOurs ? 'you pressed the button' : 'the button was pressed in another tab';
  return `${news} arrived here ${Date.now() - moment.at} ms after ${origin}.`;
}
