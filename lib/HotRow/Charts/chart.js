// Outputs of another build may stand on the same page: what they left is not used.
var hotrowChart = window.hotrowChart && window.hotrowChart.version === '{{VERSION}}' ? window.hotrowChart : (() => {
  'use strict';
  const darkOf = { {{COLOURS}} };
  let asked = null;

  // plotly.js once per page, however many charts want it; null when it cannot be had.
  const plotly = () => window.Plotly && window.Plotly.newPlot ? Promise.resolve(window.Plotly) : asked = asked || new Promise(done => {
    const script = document.createElement('script');
    script.src = '{{URL}}';
    script.integrity = '{{INTEGRITY}}';
    script.crossOrigin = 'anonymous';
    script.onload = () => done(window.Plotly || null);
    script.onerror = () => { asked = null; done(null); };
    document.head.append(script);
  });

  // The page's own text colour says whether it is dark: no front end's name for its theme is needed.
  const isDark = element => {
    const rgb = (getComputedStyle(element).color.match(/[\d.]+/g) || [0, 0, 0]).map(Number);
    return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2] > 128;
  };

  const themed = (value, dark) => {
    if (typeof value === 'string') return dark && Object.hasOwn(darkOf, value) ? darkOf[value] : value;
    if (Array.isArray(value)) return value.map(v => themed(v, dark));
    if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, themed(v, dark)]));
    return value;
  };

  // Draws a figure into a place; gives false, and leaves the place as it was, when plotly.js cannot be had.
  const draw = async (place, figure) => {
    const library = await plotly();
    if (!library) return false;
    const { data, layout } = themed(figure, isDark(place));
    layout.paper_bgcolor = layout.plot_bgcolor = 'rgba(0,0,0,0)';
    if (matchMedia('(pointer: coarse)').matches) layout.dragmode = false;
    const config = { responsive: true, displaylogo: false, modeBarButtons: [['zoom2d', 'pan2d', 'resetScale2d', 'toImage']] };
    await library.react(place, data, layout, config);
    return true;
  };

  // On paper the image stands: a figure keeps the screen's width and is cut off there.
  const preparePaper = () => {
    if (document.getElementById('hotrow-paper')) return;
    const style = document.createElement('style');
    style.id = 'hotrow-paper';
    style.textContent = '@media print { .hotrow-chart > div { display: none !important } .hotrow-chart > img { display: inline !important } }';
    document.head.append(style);
  };

  const part = (name, css, ...contents) => {
    const element = document.createElement('div');
    element.className = name;
    element.style.cssText = css;
    element.append(...contents);
    return element;
  };

  // A notebook's output: the image gives way to the figure, with title and notes around it. All three are made here: where scripts
  // are stripped, styles often are too, and words that should be hidden would repeat below the image what stands in it.
  const output = async (root, figure, title, notes) => {
    const image = root.querySelector('img');
    try {
      if (!await plotly()) return;
      preparePaper();
      const place = part('hotrow-figure', `min-height:${figure.layout.height}px`);
      image.style.display = 'none';
      root.replaceChildren(image, part('hotrow-title', 'font-weight:600', title), place, part('hotrow-notes', 'font-size:90%;opacity:.8', ...notes.map(line => part('', '', line))));
      await draw(place, figure);
    } catch (error) {
      root.replaceChildren(image);
      image.style.display = '';
      console.warn('HotRow: the static chart stays, plotly.js said: ' + error);
    }
  };

  return { version: '{{VERSION}}', plotly, draw, output };
})();
window.hotrowChart = hotrowChart;
