"use strict";
// Draws the charts, keeps them as wide as the page or the paper, and saves one as a picture for slides.
const given = JSON.parse(document.getElementById("charts").textContent);
const SETTINGS = {displayModeBar: false, responsive: true, showSendToCloud: false, scrollZoom: false};
const PAPER = 680, NARROW = 480;  // pixels: of a chart on A4, of one on a phone

function layoutOf(chart) {
  return {...chart.layout, template: given.template};
}

function draw(id, width) {
  const chart = given.charts[id], place = document.getElementById(`chart-${id}`);
  const layout = structuredClone({...layoutOf(chart), ...(width ? {width} : {})});
  // On a phone small letters are smaller, so that numbers beside each other do not meet.
  if ((width ?? place.clientWidth) < NARROW)
    for (const {font} of layout.annotations ?? []) if (font?.size <= 12) font.size *= 0.75;
  Plotly.purge(place);
  Plotly.newPlot(place, structuredClone(chart.data), layout, SETTINGS);
  // Where a chart is not as wide as its place, on paper, it is scaled with all its letters and not cut off: see the
  // style for print.
  const scalable = () => {
    const {width, height} = place._fullLayout;
    place.style.aspectRatio = `${width} / ${height}`;
    for (const svg of place.querySelectorAll(".main-svg")) svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  };
  scalable();
  place.on("plotly_afterplot", scalable);
}

async function save(button) {
  const chart = given.charts[button.dataset.chart], {width, height} = chart.slide;
  const layout = structuredClone({...layoutOf(chart), ...chart.slide});
  await Plotly.downloadImage(
    {data: structuredClone(chart.data), layout, config: {staticPlot: true}},
    {format: button.dataset.kind, width, height, scale: given.high / height, filename: chart.name},
  );
}

// One after the other, so that the page can be read meanwhile.
const all = Object.keys(given.charts), waiting = [...all];
function next() {
  if (!waiting.length) return;
  draw(waiting.shift());
  setTimeout(next);
}
next();

addEventListener("beforeprint", () => {
  waiting.length = 0;
  for (const id of all) draw(id, PAPER);
});
addEventListener("afterprint", () => waiting.push(...all) && next());
for (const button of document.querySelectorAll("button[data-chart]")) button.addEventListener("click", () => save(button));
