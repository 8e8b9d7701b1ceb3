// The playground works without this: then a page comes with whole answers. With it they come in place, word by word, and nothing but text is ever put into the page.
(() => {
  'use strict';

  const form = document.getElementById('playground');
  const send = document.getElementById('playground-send');
  if (!form || !send) return;
  const message = document.getElementById('playground-message');
  const stop = document.getElementById('playground-stop');
  const anew = document.getElementById('playground-anew');
  const sides = [...form.querySelectorAll('[data-side]')];
  const broken = 'The connection to the site broke before the end of the answer.';
  let running = null;

  document.getElementById('playground-keys').hidden = false;

  form.addEventListener('keydown', key => {
    if (key.key !== 'Enter' || !(key.ctrlKey || key.metaKey)) return;
    key.preventDefault();
    form.requestSubmit(send);
  });

  form.addEventListener('submit', submitted => {
    submitted.preventDefault();
    if (submitted.submitter === anew) forget();
    else if (!running) ask();
  });

  stop.addEventListener('click', () => {
    running?.abort();
    message.focus();
  });

  addEventListener('pagehide', () => running?.abort());

  async function ask() {
    const said = message.value;
    const mine = running = new AbortController();
    // Read before the field is emptied; each side sends the whole form, and which one it is.
    const asked = sides.filter(side => model(side).value).map(side => {
      const body = new URLSearchParams(new FormData(form));
      body.set('side', side.dataset.side);
      return answer(side, body, said, mine);
    });
    message.value = '';
    busy(true);
    const answered = await Promise.all(asked);
    if (running !== mine) return;
    running = null;
    busy(false);
    // What nobody has answered need not be written again.
    if (!answered.some(Boolean) && !message.value) message.value = said;
  }

  // Whether there are words in the answer.
  async function answer(side, body, said, mine) {
    const name = model(side).value;
    side.querySelector('.nothing')?.remove();
    const question = turn(side, 'user', 'You', said);
    const shown = turn(side, 'assistant', name, '');
    shown.item.classList.add('busy');
    tell(side, name + ' is answering.');
    question.item.scrollIntoView({ block: 'nearest' });
    let begun = false, end = null, request = null;
    try {
      const response = await fetch(form.action + '/answer', { method: 'POST', body, signal: mine.signal, cache: 'no-store' });
      if (!response.headers.get('content-type')?.startsWith('application/x-ndjson')) throw new Error('The site answers ' + response.status + '.');
      begun = true;
      for await (const line of lines(response.body)) {
        if (line.request) request = line.request;
        if (line.text) add(shown, line.text);
        if (line.end) end = line.end;
      }
      end ??= { problem: broken };
    } catch (failure) {
      end = { problem: mine.signal.aborted ? 'Stopped.' : !(failure instanceof TypeError) ? failure.message : begun ? broken : 'The site does not answer.' };
    }
    if (running !== mine) return true;
    const text = shown.words.data;
    shown.item.classList.remove('busy');
    if (!text) {
      shown.item.querySelector('.words').remove();
      shown.item.querySelector('.who').textContent = 'No answer from ' + name;
    }
    if (end.problem) element(shown.item, 'p', mine.signal.aborted ? 'notice' : 'notice error', end.problem);
    facts(shown.item, end.facts ?? [], end.request ?? (text ? request : null));
    tell(side, [text && name + ' answered: ' + text, end.problem].filter(Boolean).join(' '));
    follow(side);
    if (text) carry(side, [{ role: 'user', content: said }, { role: 'assistant', content: text, request: end.request ?? request }]);
    return Boolean(text);
  }

  async function* lines(stream) {
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (rest + value).split('\n');
      rest = parts.pop();
      for (const part of parts) if (part) yield JSON.parse(part);
    }
  }

  function forget() {
    running?.abort();
    running = null;
    busy(false);
    for (const side of sides) {
      side.querySelector('.turns').replaceChildren();
      carried(side).value = '';
      tell(side, '');
    }
    message.focus();
  }

  function busy(is) {
    if (!is && document.activeElement === stop) message.focus();
    stop.hidden = !is;
    // Not disabled: a button that is loses the focus.
    send.setAttribute('aria-disabled', String(is));
  }

  function turn(side, role, who, text) {
    const item = element(side.querySelector('.turns'), 'li', 'turn ' + role, '');
    element(item, 'p', 'who', who);
    const words = element(item, 'p', 'words', '').appendChild(document.createTextNode(text));
    return { item, words, side };
  }

  function add(shown, text) {
    const list = shown.side.querySelector('.transcript');
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    shown.words.appendData(text);
    if (atEnd) list.scrollTop = list.scrollHeight;
  }

  function follow(side) {
    const list = side.querySelector('.transcript');
    list.scrollTop = list.scrollHeight;
  }

  function facts(item, known, request) {
    if (!known.length && !request) return;
    const list = element(item, 'dl', 'answer-facts', '');
    for (const { name, value } of known) fact(list, name).textContent = value;
    if (!request) return;
    // Beside the page: the conversation is kept nowhere but in it.
    const link = element(fact(list, 'Request'), 'a', '', 'what happened');
    link.href = '/requests/' + encodeURIComponent(request);
    link.target = '_blank';
    link.rel = 'noopener';
    element(link, 'span', 'sr-only', ' (opens in a new tab)');
  }

  function fact(list, name) {
    const pair = element(list, 'div', '', '');
    element(pair, 'dt', '', name);
    return element(pair, 'dd', '', '');
  }

  function element(parent, name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.textContent = text;
    return parent.appendChild(made);
  }

  function carry(side, turns) {
    const field = carried(side);
    field.value = JSON.stringify([...JSON.parse(field.value || '[]'), ...turns.map(({ request, ...said }) => request ? { ...said, request } : said)]);
  }

  const model = side => side.querySelector('select');
  const carried = side => side.querySelector('input[type=hidden]');
  // Read out once it is whole: words that come one by one would be read one by one.
  const tell = (side, text) => side.querySelector('[data-said]').textContent = text;
})();
