/** Curves as plain SVG: charts side by side, axes linear or logarithmic, one colour a solver. */

export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Axis {
  readonly unit: string;
  readonly isLogarithmic: boolean;
}

const width = 420;
const height = 300;
const margin = { left: 62, right: 28, top: 34, bottom: 44 };
const colours = ['#1b6ca8', '#c2571a', '#4a7c3a', '#7a4a8c'];

/** A group of width × height. */
export function chart(title: string, across: Axis, up: Axis, curves: readonly Curve[]): string {
  const xs = curves.flatMap(({ points }) => points.map(([x]) => x));
  const ys = curves.flatMap(({ points }) => points.map(([, y]) => y));
  const x = scale(across, xs, margin.left, width - margin.right);
  const y = scale(up, ys, height - margin.bottom, margin.top);
  const bottom = height - margin.bottom;
  const right = width - margin.right;
  const marks = [
    ...x.ticks.map(
      ([value, at]) =>
        `<path class="g" d="M${at} ${margin.top}V${bottom}"/><text x="${at}" y="${bottom + 15}" text-anchor="middle">${label(value)}</text>`,
    ),
    ...y.ticks.map(
      ([value, at]) =>
        `<path class="g" d="M${margin.left} ${at}H${right}"/><text x="${margin.left - 6}" y="${at + 4}" text-anchor="end">${label(value)}</text>`,
    ),
  ];
  const lines = curves.map(({ name, points }, index) => {
    const colour = colours[index % colours.length]!;
    const places = points.map(([px, py]) => [x.place(px), y.place(py)] as const);
    const dots = places
      .map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="2.5" fill="${colour}"/>`)
      .join('');
    const line = `<polyline points="${places.map((place) => place.join(',')).join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
    const key = `<text x="${margin.left + 10}" y="${margin.top + 16 + 15 * index}" style="fill:${colour}">${escaped(name)}</text>`;
    return `${line}${dots}${key}`;
  });
  return [
    `<text class="t" x="${width / 2}" y="18" text-anchor="middle">${escaped(title)}</text>`,
    ...marks,
    `<path class="a" d="M${margin.left} ${margin.top}V${bottom}H${right}"/>`,
    `<text x="${(margin.left + right) / 2}" y="${height - 8}" text-anchor="middle">${escaped(across.unit)}</text>`,
    `<text transform="translate(14 ${(margin.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(up.unit)}</text>`,
    ...lines,
  ].join('\n');
}

export function page(title: string, charts: readonly string[]): string {
  const style =
    'text{font:11px sans-serif;fill:#333}.t{font-size:12px;font-weight:bold}.g{stroke:#e3e3e3}.a{stroke:#333;fill:none}';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width * charts.length} ${height}" width="${width * charts.length}" height="${height}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<style>${style}</style>
<rect width="100%" height="100%" fill="#fff"/>
${charts.map((body, index) => `<g transform="translate(${index * width} 0)">\n${body}\n</g>`).join('\n')}
</svg>
`;
}

interface Scale {
  readonly place: (value: number) => number;
  readonly ticks: readonly (readonly [value: number, at: number])[];
}

/** From the values to the range, with a tick at each power of ten, or at each of about six steps. */
function scale({ isLogarithmic }: Axis, values: readonly number[], from: number, to: number): Scale {
  const shape = isLogarithmic ? Math.log10 : (value: number) => value;
  const least = Math.min(...values);
  const most = Math.max(...values);
  const low = isLogarithmic ? Math.floor(Math.log10(least)) : Math.min(0, least);
  const high = isLogarithmic ? Math.max(Math.ceil(Math.log10(most)), low + 1) : most;
  const place = (value: number) =>
    Math.round((from + ((shape(value) - low) / (high - low)) * (to - from)) * 10) / 10;
  const step = isLogarithmic ? 1 : Math.ceil((high - low) / 6);
  const ticks: [number, number][] = [];
  for (let at = low; at <= high; at += step) {
    const value = isLogarithmic ? 10 ** at : at;
    ticks.push([value, place(value)]);
  }
  return { place, ticks };
}

function label(value: number): string {
  return value >= 1000 ? value.toLocaleString('en') : String(Number(value.toPrecision(6)));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
