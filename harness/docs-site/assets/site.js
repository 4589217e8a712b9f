// What the pages cannot do by themselves: follow a run, copy code, and say where the reader is. Without it all is readable.

document.documentElement.dataset.script = 'on';
const announcement = document.getElementById('announcement');
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/** Says something to a screen reader; the same twice is said twice. */
function announce(text) {
  announcement.textContent = '';
  requestAnimationFrame(() => {
    announcement.textContent = text;
  });
}

// --- What is beside the text on a wide page is folded on a narrow one.

const narrow = matchMedia('(max-width: 70rem)');
function fold() {
  for (const details of all('details[data-narrow]')) details.open = !narrow.matches;
}

// --- Boxes that scroll can be scrolled by keyboard; those that do not are no stop for Tab.

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) markScrolling(target);
});
function markScrolling(box) {
  const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
  if (!scrolls) box.removeAttribute('tabindex');
  else box.tabIndex = 0;
}

// --- Code can be copied.

function addCopyButton(code) {
  const text = code.textContent.trimEnd();
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.setAttribute('aria-label', `Copy: ${text.split('\n')[0]}`);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
      announce('Copied');
      setTimeout(() => {
        button.textContent = 'Copy';
      }, 2_000);
    } catch {
      getSelection().selectAllChildren(code);
      announce('Not copied: the browser does not allow it. The code is selected.');
    }
  });
  code.after(button);
}

// --- A run that is followed. The server sends what the page shows; what changed of it is put in place, part by part.

/** What each part was when the server sent it: what the reader opened or closed in it is no change. */
const sentAs = new WeakMap();
const partsOf = (box) => [...box.children].filter((child) => child.dataset.key !== undefined);

function remember(box) {
  for (const part of partsOf(box)) {
    sentAs.set(part, part.outerHTML);
    if ('parts' in part.dataset) remember(part);
  }
}

function update(box, fresh) {
  const old = new Map(partsOf(box).map((part) => [part.dataset.key, part]));
  let before = null;
  for (const part of partsOf(fresh)) {
    const same = old.get(part.dataset.key);
    old.delete(part.dataset.key);
    const kept = same ? updatePart(same, part) : part;
    if (!same) {
      remember({ children: [part] });
      if (before) before.after(part);
      else box.prepend(part);
    }
    before = kept;
  }
  for (const part of old.values()) part.remove();
}

function updatePart(part, fresh) {
  if (sentAs.get(part) === fresh.outerHTML) return part;
  sentAs.set(part, fresh.outerHTML);
  part.className = fresh.className;
  if ('parts' in part.dataset) update(part, fresh);
  else part.replaceChildren(...fresh.childNodes);
  return part;
}

function follow(box) {
  let announced = box.dataset.announced;
  let source;
  let retry;
  const lost = box.parentElement.querySelector('[data-lost]');
  remember(box);
  const open = () => {
    source?.close();
    clearTimeout(retry);
    source = new EventSource(box.dataset.live);
    source.onmessage = ({ data }) => {
      const state = JSON.parse(data);
      const fresh = document.createElement('template');
      fresh.innerHTML = state.html;
      update(box, fresh.content);
      prepare(box);
      if (state.announcement !== announced) announce(state.announcement);
      announced = state.announcement;
      box.dataset.following = 'yes';
    };
    source.onopen = () => {
      lost.hidden = true;
    };
    source.onerror = () => {
      lost.hidden = false;
      // The browser tries again by itself, unless it was refused.
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(open, 3_000);
    };
  };
  const close = () => {
    clearTimeout(retry);
    source?.close();
    delete box.dataset.following;
  };
  // A browser has six connections for a site: a tab that nobody sees keeps none.
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  addEventListener('pagehide', close);
  addEventListener('pageshow', ({ persisted }) => persisted && open());
  if (!document.hidden) open();
}

// --- Where in the text the reader is.

function markPlace() {
  const links = new Map(all('.contents a').map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const headings = all('article :is(h2, h3)').filter(({ id }) => links.has(id));
  let current;
  const mark = () => {
    const above = headings.filter((heading) => heading.getBoundingClientRect().top < 120);
    const link = links.get(above.at(-1)?.id);
    if (link === current) return;
    current?.removeAttribute('aria-current');
    link?.setAttribute('aria-current', 'location');
    current = link;
  };
  addEventListener('scroll', () => requestAnimationFrame(mark), { passive: true });
  mark();
}

function prepare(within) {
  for (const box of all('.scrolls', within)) sizes.observe(box);
}

for (const code of all('.code > pre:not([data-language="text"])')) addCopyButton(code);
for (const box of all('[data-live]')) follow(box);
fold();
narrow.addEventListener('change', fold);
prepare(document);
for (const box of all('.contents, .live')) sizes.observe(box);
markPlace();
