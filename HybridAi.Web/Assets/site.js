// All of the site can be read and used without this. It keeps live pages fresh, shows the values of charts at the pointer, and closes the menu.
(() => {
  'use strict';

  // A page that a form was answered with stands at the form's address, which is no page: it is fetched anew, opened again and shared from its own.
  const address = document.body.dataset.address;
  if (address && address !== location.pathname + location.search) history.replaceState(history.state, '', address + location.hash);

  // Live: an event of the page's topics, or else the time, has the page fetched anew; what differs is put in place, so that focus, selection and what was opened stay.
  const soon = 1000, least = 5000, slow = 30000, patience = 20000;
  const alone = 'Not connected: refreshed every 30 s';
  const topics = document.body.dataset.live;
  const live = document.getElementById('live');

  if (topics && live) {
    const word = document.getElementById('live-text');
    const pause = document.getElementById('live-pause');
    let source = null, timer = 0, due = Infinity, refreshed = Date.now(), paused = false, busy = false, again = false;

    const say = (state, text) => {
      live.dataset.state = state;
      if (word.textContent !== text) word.textContent = text;
    };

    const plan = delay => {
      const at = Math.max(Date.now() + delay, refreshed + least);
      if (paused || at >= due) return;
      clearTimeout(timer);
      due = at;
      timer = setTimeout(refresh, at - Date.now());
    };

    const refresh = async () => {
      due = Infinity;
      if (paused) return;
      if (busy) {
        again = true;
        return;
      }
      if (document.hidden) return plan(least);
      // What is about to be confirmed must not become something else.
      if (document.querySelector('#content details.confirm[open]')) {
        say('waiting', 'Waits for your answer');
        return plan(least);
      }
      busy = true;
      try {
        const answer = await fetch(address, { headers: { accept: 'text/html', 'x-hybridai-refresh': '1' }, cache: 'no-store', signal: AbortSignal.timeout(patience) });
        if (answer.redirected && new URL(answer.url).pathname === '/signin') return location.reload();
        if (answer.ok) {
          const next = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('content');
          if (next && !paused) morph(document.getElementById('content'), next);
          if (source?.readyState === EventSource.OPEN) say('on', 'Live');
          else if (!paused) say('off', alone);
        } else say('off', 'Not refreshed: the site answers ' + answer.status);
      } catch {
        say('off', 'Not refreshed: no answer');
      } finally {
        busy = false;
        refreshed = Date.now();
        plan(again ? soon : slow);
        again = false;
      }
    };

    // Browsers open six connections to a host: a page that nobody looks at gives its own back.
    const connect = () => {
      source?.close();
      if (paused || document.hidden) return;
      say('waiting', 'Connecting');
      source = new EventSource('/live?topics=' + encodeURIComponent(topics.split(' ').join(',')));
      source.onopen = () => say('on', 'Live');
      source.onerror = () => {
        say('off', alone);
        // A browser does not try again by itself after an answer that is no stream.
        if (source.readyState === EventSource.CLOSED) setTimeout(() => source.readyState === EventSource.CLOSED && connect(), slow);
      };
      for (const topic of topics.split(' ')) source.addEventListener(topic, () => plan(soon));
    };

    pause.addEventListener('click', () => {
      paused = !paused;
      pause.textContent = paused ? 'Resume' : 'Pause';
      pause.setAttribute('aria-pressed', String(paused));
      clearTimeout(timer);
      due = Infinity;
      source?.close();
      if (paused) return say('off', 'Paused');
      connect();
      refresh();
    });
    document.addEventListener('visibilitychange', () => {
      connect();
      if (!document.hidden) plan(0);
    });
    // Such events go no way up.
    document.addEventListener('toggle', toggled => toggled.target.matches?.('details.confirm') && plan(0), true);
    addEventListener('pagehide', () => source?.close());
    addEventListener('pageshow', shown => shown.persisted && connect());
    live.hidden = false;
    connect();
    plan(slow);
  }

  // Makes an element what another is. What the reader has opened, written or not yet read stays.
  function morph(old, next) {
    if (old.isEqualNode(next)) return;
    if (old.matches?.('form') && old.querySelector('input:not([type=hidden]), select, textarea')) return;
    for (const { name } of [...old.attributes]) if (!next.hasAttribute(name) && name !== 'open') old.removeAttribute(name);
    for (const { name, value } of [...next.attributes]) if (old.getAttribute(name) !== value && name !== 'open') old.setAttribute(name, value);
    const news = [...next.childNodes];
    const olds = [...old.childNodes].filter(node => !(node.dataset && 'keep' in node.dataset));
    // What has an id is known again wherever it stands: a list that grows at its top leaves what is open in it open.
    const known = new Map(olds.filter(node => node.id).map(node => [node.id, node]));
    const wanted = new Set(news.map(node => node.id).filter(Boolean));
    for (const fresh of news) {
      const next = olds[0], same = known.get(fresh.id);
      if (same?.nodeName === fresh.nodeName) {
        if (same !== next) old.insertBefore(same, next || null);
        olds.splice(olds.indexOf(same), 1);
        known.delete(fresh.id);
        morph(same, fresh);
      } else if (!next || wanted.has(next.id)) old.insertBefore(fresh, next || null);
      else {
        olds.shift();
        if (next.nodeType !== fresh.nodeType || next.nodeName !== fresh.nodeName || next.id !== fresh.id) next.replaceWith(fresh);
        else if (next.nodeType === Node.ELEMENT_NODE) morph(next, fresh);
        else if (next.nodeValue !== fresh.nodeValue) next.nodeValue = fresh.nodeValue;
      }
    }
    olds.forEach(node => node.remove());
  }

  // Charts: the value under the pointer. The same text is the title of each slice.
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  tip.setAttribute('aria-hidden', 'true');
  document.body.append(tip);
  document.addEventListener('pointermove', move => {
    const slice = move.target.closest?.('.plot rect');
    tip.hidden = !slice;
    if (!slice) return;
    const title = slice.querySelector('title');
    // The browser's own tooltip would come on top.
    if (title) {
      slice.dataset.tip = title.textContent;
      title.remove();
    }
    tip.textContent = slice.dataset.tip;
    const box = tip.getBoundingClientRect();
    tip.style.left = Math.max(4, Math.min(move.clientX + 14, innerWidth - box.width - 4)) + 'px';
    tip.style.top = Math.max(4, move.clientY - box.height - 12) + 'px';
  });
  document.addEventListener('pointerdown', down => down.target.closest('.plot') || (tip.hidden = true));
})();
