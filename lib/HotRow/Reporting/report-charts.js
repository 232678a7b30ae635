'use strict';
(() => {
  // A chart near the screen becomes interactive where plotly.js can be had; in print, and without it, the static one stands.
  const drawn = [];
  const upgrade = async script => {
    const still = script.parentElement.querySelector('.plot'), notes = script.parentElement.querySelector('.chartnotes');
    const figure = JSON.parse(script.textContent);
    const place = document.createElement('div');
    place.className = 'live';
    place.style.minHeight = figure.layout.height + 'px';
    place.setAttribute('role', 'group');
    place.setAttribute('aria-label', still.getAttribute('aria-label'));
    still.before(place);
    still.classList.add('still');
    try {
      await hotrowChart.draw(place, figure);
      notes.hidden = false;
      drawn.push({ place, figure });
    } catch (error) {
      place.remove();
      still.classList.remove('still');
      console.warn('HotRow: the static chart stays: ' + error);
    }
  };
  const near = new IntersectionObserver(async entries => {
    const seen = entries.filter(entry => entry.isIntersecting).map(entry => entry.target);
    if (!seen.length) return;
    if (!await hotrowChart.plotly()) return near.disconnect();
    for (const figure of seen) {
      near.unobserve(figure);
      const script = figure.querySelector('script');
      if (!figure.querySelector('.live')) upgrade(script);
    }
  }, { rootMargin: '500px' });
  for (const script of document.querySelectorAll('figure > script')) near.observe(script.parentElement);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    for (const { place, figure } of drawn) hotrowChart.draw(place, figure);
  });
})();
