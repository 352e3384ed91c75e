// One collection of comments, at the host that this script came from.
class CommentAPI {
  constructor(server, network, { siteId, articleId }) {
    const collection = [siteId, base64(String(articleId))].map(encodeURIComponent).join('/');
    this._bootstrap = `${server}/bs3/${encodeURIComponent(network)}/${collection}/init`;
    this._post = `${server}/api/v3.0/collection/${collection}/post/`;
  }

  // The comments with their authors, as old as the network's copy of them may be.
  async bootstrap() {
    const answer = await request(this._bootstrap);
    return commentsOf(answer.headDocument.content, answer.headDocument.authors);
  }

  // Resolves with the comment as the network took it.
  async post(body, token) {
    const answer = await request(this._post, { method: 'POST', body: new URLSearchParams({ lftoken: token, body }) });
    return commentsOf(answer.data.messages, answer.data.authors);
  }
}

class CommentRefusal extends Error {
  constructor({ code, msg }) {
    super(msg);
    this.code = code;
  }
}

async function request(address, options) {
  const answer = await fetch(address, { cache: 'no-store', credentials: 'omit', ...options });
  if (answer.ok) return answer.json();
  throw new CommentRefusal(await answer.json().catch(() => ({ code: answer.status })));
}

function commentsOf(messages, authors) {
  const comments = messages.map(({ content }) => ({
    id: Number(content.id),
    authorId: content.authorId,
    body: content.body,
    createdAt: new Date(content.createdAt * 1000),
  }));
  return { comments, authors };
}
