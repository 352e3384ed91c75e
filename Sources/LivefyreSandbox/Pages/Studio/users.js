// The table of users, a page of it at a time.
import { call, day, make, makeName, number, part, userLink } from './page.js';

const pageSize = 25;
let offset = 0;
let count = 0;
let lastQuestion = 0;

export async function showUsers() {
  const question = lastQuestion += 1;
  const query = new URLSearchParams({ q: part('search').value, offset, limit: pageSize });
  const answer = await call(`/studio/users?${query}`);
  // The answer to what was asked later may have come first.
  if (question !== lastQuestion) return;
  count = answer.count;
  if (offset > 0 && offset >= count) {
    offset = Math.max(0, (Math.ceil(count / pageSize) - 1) * pageSize);
    return showUsers();
  }
  part('users').replaceChildren(...answer.users.map(row));
  part('users-table').hidden = count === 0;
  part('users-count').textContent = countText(answer.users.length);
  part('pages').hidden = count <= pageSize;
  part('previous').setAttribute('aria-disabled', offset === 0);
  part('next').setAttribute('aria-disabled', offset + pageSize >= count);
}

function countText(shown) {
  if (count === 0) return part('search').value ? 'No user fits.' : 'No users yet: they appear when they sign in or are pinged.';
  if (count <= pageSize) return count === 1 ? '1 user' : `${count} users`;
  return `${number(offset + 1)} to ${number(offset + shown)} of ${number(count)} users`;
}

function row(user) {
  const name = make('th', '', userLink(user.id, user.display_name), makeName('span', user.id, 'soft'));
  name.scope = 'row';
  const failure = user.last_pull?.reason;
  const pull = make('td', failure ? 'wrong' : '', user.last_pull ? failure ?? 'updated' : 'never');
  return make('tr', '',
    name,
    make('td', 'wide', user.affiliation),
    make('td', 'wide', user.source),
    make('td', 'wide', user.version === null ? '–' : String(user.version)),
    pull,
    make('td', '', day(user.updated_at)));
}

function turn(step) {
  const next = offset + step * pageSize;
  if (next < 0 || next >= count) return;
  offset = next;
  ask();
}

// A sandbox that can't be reached is told of at the top of the page.
function ask() {
  showUsers().catch(() => {});
}

export function startUsers() {
  part('search').addEventListener('input', () => { offset = 0; ask(); });
  part('previous').addEventListener('click', () => turn(-1));
  part('next').addEventListener('click', () => turn(1));
}
