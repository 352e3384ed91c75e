// Calls of the site's backend with an API key, which only this tab knows.

const place = 'nameplate-api-key';

export const key = {
  get value() { return sessionStorage.getItem(place); },
  set value(text) { text === null ? sessionStorage.removeItem(place) : sessionStorage.setItem(place, text); },
};

/** A refusal of the service, in its own words. */
export class Refusal extends Error {
  constructor(status, problem) {
    super([problem.title, problem.detail].filter(Boolean).join('. ') || `The service answered ${status}.`);
    this.status = status;
    this.errors = problem.errors ?? [];
  }
}

/** Resolves with the answer's JSON, or its text where it is none. */
export async function call(method, path, body) {
  const headers = { Authorization: `Bearer ${key.value}` };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: body && JSON.stringify(body), credentials: 'omit' });
  } catch {
    throw new Refusal(0, { title: 'The service doesn’t answer' });
  }
  const isJSON = /json/.test(answer.headers.get('Content-Type') ?? '');
  const content = isJSON ? await answer.json() : await answer.text();
  if (!answer.ok) throw new Refusal(answer.status, isJSON ? content : {});
  return content;
}
