const width = 720;
const height = 260;
const margin = { left: 50, right: 10, top: 30, bottom: 30 };

/** A line over equal steps as SVG, with a scale from 0 to the next hundred. */
export function plot(title: string, values: readonly number[]): string {
  const most = Math.max(100, Math.ceil(Math.max(...values) / 100) * 100);
  const inner = {
    width: width - margin.left - margin.right,
    height: height - margin.top - margin.bottom,
  };
  const x = (i: number): number => margin.left + (inner.width * i) / Math.max(1, values.length - 1);
  const y = (value: number): number => margin.top + inner.height * (1 - value / most);
  const marks = Array.from({ length: most / 100 + 1 }, (_, i) => i * 100);
  const lines = marks.map((value) => {
    const at = y(value).toFixed(1);
    return (
      `<line x1="${margin.left}" x2="${width - margin.right}" y1="${at}" y2="${at}" stroke="#ddd"/>` +
      `<text x="${margin.left - 6}" y="${at}" text-anchor="end" dy="4">${value}</text>`
    );
  });
  const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"` +
      ' font-family="sans-serif" font-size="11" fill="#333">',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${margin.left}" y="18" font-size="13">${title}</text>`,
    ...lines,
    `<text x="${width - margin.right}" y="${height - 10}" text-anchor="end">${values.length} s</text>`,
    `<polyline points="${points}" fill="none" stroke="#0a6" stroke-width="1.5"/>`,
    '</svg>',
    '',
  ].join('\n');
}
