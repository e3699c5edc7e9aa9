/* Charts drawn from the tables behind them: the table is the source, the drawing an extra. How to write one: docs/ui.md.
   ECharts (its simple build: bars, lines, rings) stands in window.echarts; colours and fonts are those of the page. */

import { all } from "./shared.js";

const drawn = new Map();

function colour(name) {
  return window.getComputedStyle(document.body).getPropertyValue(name).trim();
}

function look() {
  const body = window.getComputedStyle(document.body);
  return {
    ink: colour("--chart-ink"), line: colour("--chart-line"), ground: colour("--chart-ground"),
    family: body.fontFamily, size: Math.round(parseFloat(body.fontSize) * 0.86),
  };
}

/* What the table says: names of the rows, marked columns with their numbers, what is written and where it leads. */
function read(table) {
  const rows = all("tbody tr", table);
  const series = [];
  all("thead th", table).forEach(function (head, at) {
    if (!head.dataset.mark) { return; }
    series.push({
      name: head.textContent.trim(), mark: head.dataset.mark, isRate: head.dataset.measure === "rate",
      colour: colour("--chart-" + head.dataset.tone),
      points: rows.map(function (row) {
        const cell = row.cells[at];
        const link = cell.querySelector("a");
        return {
          value: cell.dataset.value === "" ? null : Number(cell.dataset.value), said: cell.textContent.trim(),
          url: link ? link.href : "",
        };
      }),
    });
  });
  const names = rows.map(function (row) { return (row.cells[0].firstChild || row.cells[0]).textContent.trim(); });
  const marks = rows.map(function (row) {
    const mark = row.cells[0].querySelector(".small-base");
    return mark ? mark.textContent.trim() : "";
  });
  return { names: names, series: series, marks: marks };
}

function words(style, extra) {
  return Object.assign({ color: style.ink, fontFamily: style.family, fontSize: style.size }, extra || {});
}

function line(style) {
  return { lineStyle: { color: style.line } };
}

function valueAxis(style, isRate, isShown) {
  return {
    type: "value", min: 0, max: isRate ? 1 : null, interval: isRate ? 0.25 : null, minInterval: isRate ? null : 1, splitNumber: 4, show: isShown,
    axisLabel: words(style, { formatter: isRate ? function (value) { return Math.round(value * 100) + "%"; } : null }),
    splitLine: isRate ? { show: false } : line(style),
  };
}

/* Months along the bottom, counts at the left, a rate at the right. */
function trend(data, style) {
  const hasRate = data.series.some(function (one) { return one.isRate; });
  return {
    grid: { left: 8, right: 8, top: 16, bottom: 4, outerBoundsMode: "same" },
    xAxis: {
      type: "category", data: data.names, axisLabel: words(style, { hideOverlap: true }), axisLine: line(style), axisTick: { show: false },
    },
    yAxis: [valueAxis(style, false, true), valueAxis(style, true, hasRate)],
    series: data.series.map(function (one) {
      return {
        type: one.mark, name: one.name, yAxisIndex: one.isRate ? 1 : 0, itemStyle: { color: one.colour }, barMaxWidth: 18, barGap: "10%",
        lineStyle: { color: one.colour, width: 2.5 }, symbol: "circle", symbolSize: 7, connectNulls: false,
        data: one.points.map(function (point) { return point.value; }),
      };
    }),
  };
}

/* One bar a row, what the table writes at its end; behind it a column marked "note", or that the row has few orders. */
function bars(data, style, width) {
  const counted = data.series.filter(function (one) { return one.mark === "bar"; });
  const notes = data.series.filter(function (one) { return one.mark === "note"; });
  const most = Math.max.apply(null, counted.map(function (one) {
    return Math.max.apply(null, one.points.map(function (point) { return point.value || 0; }));
  }).concat(0.01));
  const names = style.size * (width < 420 ? 7 : 11);
  const written = style.size * (4 + 6 * notes.length);
  const room = Math.max(width - names - 24, written + 40);
  return {
    grid: { left: 4, right: 8, top: 4, bottom: 4, outerBoundsMode: "same" },
    xAxis: { type: "value", show: false, max: most * room / (room - written) },
    yAxis: {
      type: "category", inverse: true, data: data.names, axisTick: { show: false }, axisLine: { show: false },
      axisLabel: words(style, { width: names, overflow: "truncate" }),
    },
    series: counted.map(function (one) {
      return {
        type: "bar", name: one.name, itemStyle: { color: one.colour, borderRadius: 3 }, barMaxWidth: 18, barMinHeight: 2,
        data: one.points.map(function (point) { return point.value; }),
        label: words(style, {
          show: true, position: "right",
          formatter: function (told) {
            const at = told.dataIndex;
            const behind = data.marks[at] ? [data.marks[at]] : notes.map(function (note) { return note.name + " " + note.points[at].said; });
            return [one.points[at].said].concat(behind).join("  ");
          },
        }),
      };
    }),
  };
}

/* A ring of shares; what has none is left out. */
function ring(data, style) {
  const one = data.series[0];
  const whole = one.points.reduce(function (sum, point) { return sum + (point.value || 0); }, 0);
  return {
    series: [{
      type: "pie", radius: ["48%", "72%"], center: ["50%", "50%"], name: one.name, minAngle: 3, avoidLabelOverlap: true,
      itemStyle: { borderColor: style.ground, borderWidth: 2 }, labelLine: { length: 8, length2: 8, lineStyle: { color: style.line } },
      label: words(style, { formatter: function (told) { return told.name + " " + Math.round(100 * told.value / whole) + "%"; } }),
      data: data.names.map(function (name, at) {
        return { name: name, value: one.points[at].value, at: at, itemStyle: { color: colour("--chart-" + (at % 7 + 1)) } };
      }).filter(function (point) { return point.value; }),
    }],
  };
}

const KINDS = { trend: trend, bars: bars, ring: ring };

function legend(figure, data) {
  const place = document.createElement("ul");
  place.className = "chart-legend";
  place.setAttribute("aria-hidden", "true");
  data.series.forEach(function (one, at) {
    const item = document.createElement("li");
    item.className = "chart-key chart-key--" + one.mark + " chart-key--" + (at + 1);
    item.textContent = one.name;
    place.appendChild(item);
  });
  figure.insertBefore(place, figure.firstChild);
}

/* A point's place in the table: a ring leaves rows out. */
function pointOf(data, told) {
  const series = told.seriesType === "pie" ? data.series[0] : data.series.filter(function (one) { return one.mark !== "note"; })[told.seriesIndex];
  const at = told.data && told.data.at !== undefined ? told.data.at : told.dataIndex;
  return { series: series, point: series.points[at], name: data.names[at] };
}

function listen(chart, figure, data) {
  const told = figure.querySelector(".chart-told");
  told.hidden = false;
  told.textContent = "\u00a0";
  chart.on("mouseover", function (event) {
    const found = pointOf(data, event);
    told.textContent = found.name + " · " + found.series.name + " " + found.point.said;
  });
  chart.on("mouseout", function () { told.textContent = "\u00a0"; });
  chart.on("click", function (event) {
    const found = pointOf(data, event);
    if (found.point.url) { window.location.assign(found.point.url); }
  });
}

function draw(figure) {
  const canvas = figure.querySelector(".chart-canvas");
  const data = read(figure.querySelector("table"));
  if (!data.names.length || !data.series.length) { return; }
  const bars = data.series.filter(function (one) { return one.mark === "bar"; }).length;
  if (bars > 1) { legend(figure, data); }
  if (figure.dataset.chart === "bars") { canvas.style.height = (data.names.length * (0.4 + 1.5 * bars) + 0.6) + "em"; }
  canvas.hidden = false;
  const chart = window.echarts.init(canvas, null, { renderer: "canvas" });
  chart.setOption(Object.assign({ animation: false, aria: { enabled: false } }, KINDS[figure.dataset.chart](data, look(), canvas.clientWidth)));
  listen(chart, figure, data);
  figure.classList.add("is-drawn");
  drawn.set(figure, chart);
  if (window.ResizeObserver) { new ResizeObserver(function () { if (!chart.isDisposed()) { chart.resize(); } }).observe(canvas); }
}

/* Draw every chart within; its table is folded away unless its id is among `open`. */
export function drawCharts(within, open) {
  if (!window.echarts) { return; }
  all("[data-chart]", within).forEach(function (figure) {
    draw(figure);
    const table = figure.querySelector("details");
    if (drawn.has(figure)) { table.open = open.indexOf(figure.id) >= 0; }
  });
}

/* Before the charts are taken out of the page; says whose tables were open. */
export function dropCharts() {
  const open = [];
  drawn.forEach(function (chart, figure) {
    if (figure.querySelector("details").open) { open.push(figure.id); }
    chart.dispose();
  });
  drawn.clear();
  return open;
}
