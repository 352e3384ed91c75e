// An article: its comments, and how long a new name took to get to them.

import { arrival } from '../parts/arrival.js';
import { showComments } from '../parts/comments.js';
import { element, setText } from '../parts/elements.js';
import { nameplate } from '../parts/reader.js';

nameplate.on('change', (session, previous) => setText(element('arrival'), arrival(session, previous)));

showComments(element('comments'));
