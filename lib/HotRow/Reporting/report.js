'use strict';
(() => {
  // The ledger's filter: shown only here, because without scripts it could do nothing.
  const filter = document.querySelector('.filter');
  if (filter) {
    const rows = [...document.querySelectorAll('.ledger tbody tr')];
    const buttons = [...filter.querySelectorAll('button')];
    const words = filter.querySelector('input');
    const none = document.querySelector('.none');
    let kind = '';
    const apply = () => {
      const text = words.value.trim().toLowerCase();
      for (const row of rows) row.hidden = (kind && row.dataset.verdict !== kind) || !row.textContent.toLowerCase().includes(text);
      none.hidden = rows.some(row => !row.hidden);
    };
    for (const button of buttons) button.addEventListener('click', () => {
      kind = button.dataset.show;
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
      apply();
    });
    words.addEventListener('input', apply);
    filter.hidden = false;
  }

  // Tooltips: the nearest mark within reach of the pointer. The marks' own titles would open a second box.
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  document.body.append(tip);
  for (const plot of document.querySelectorAll('.plot')) {
    const marks = [...plot.querySelectorAll('.mark')].map(mark => {
      const title = mark.querySelector('title');
      const text = title ? title.textContent : '';
      if (title) title.remove();
      return { mark, text };
    });
    let last = null;
    const show = (found, event) => {
      if (last && last !== found) last.mark.classList.remove('on');
      last = found;
      tip.hidden = !found;
      if (!found) return;
      found.mark.classList.add('on');
      tip.textContent = found.text;
      const width = tip.offsetWidth, height = tip.offsetHeight;
      tip.style.left = Math.max(6, Math.min(event.clientX + 14, innerWidth - width - 6)) + 'px';
      tip.style.top = (event.clientY + height + 22 > innerHeight ? event.clientY - height - 12 : event.clientY + 16) + 'px';
    };
    plot.addEventListener('pointermove', event => {
      let best = null, nearest = 22;
      for (const entry of marks) {
        const shape = entry.mark.lastElementChild;
        if (!shape || !entry.text) continue;
        const box = shape.localName === 'text' || shape.classList.contains('hatch') ? entry.mark.getBoundingClientRect() : shape.getBoundingClientRect();
        const dx = Math.max(box.left - event.clientX, 0, event.clientX - box.right);
        const dy = Math.max(box.top - event.clientY, 0, event.clientY - box.bottom);
        const distance = Math.hypot(dx, dy);
        if (distance < nearest) [best, nearest] = [entry, distance];
      }
      show(best, event);
    });
    plot.addEventListener('pointerleave', event => show(null, event));
  }
})();
