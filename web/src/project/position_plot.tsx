// Where a project is: a plain plot of longitude and latitude with the other projects of the zone
// faintly beside it. No map service is asked; the content policy forbids other hosts.
import { plotFrame } from "./plot_frame";
import { useT } from "./locale";
import type { Project } from "./types";

const width = 420;
const height = 260;
const margin = { left: 58, right: 12, top: 10, bottom: 28 };

export function PositionPlot({ project, others }: { project: Project; others: Project[] }) {
  const t = useT();
  if (project.longitude === null || project.latitude === null) return <p className="quiet">{t("position.unknown")}</p>;
  const around = others.filter((o) => o.id !== project.id && o.longitude !== null && o.latitude !== null);
  const frame = plotFrame([project, ...around].map((p) => ({ x: p.longitude!, y: p.latitude! })));
  const x = (lon: number) => margin.left + ((lon - frame.x0) / (frame.x1 - frame.x0)) * (width - margin.left - margin.right);
  const y = (lat: number) => height - margin.bottom - ((lat - frame.y0) / (frame.y1 - frame.y0)) * (height - margin.top - margin.bottom);
  return (
    <figure className="position-plot">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t("position.label", { name: project.name, lon: project.longitude, lat: project.latitude })}>
        {frame.xs.map((lon) => <g key={lon}><line className="plot-line" x1={x(lon)} x2={x(lon)} y1={margin.top} y2={height - margin.bottom} /><text x={x(lon)} y={height - 10} textAnchor="middle">{lon.toFixed(frame.digits)}°</text></g>)}
        {frame.ys.map((lat) => <g key={lat}><line className="plot-line" x1={margin.left} x2={width - margin.right} y1={y(lat)} y2={y(lat)} /><text x={margin.left - 6} y={y(lat) + 4} textAnchor="end">{lat.toFixed(frame.digits)}°</text></g>)}
        {around.map((o) => <circle key={o.id} className="plot-other" cx={x(o.longitude!)} cy={y(o.latitude!)} r={3.5}><title>{o.name}</title></circle>)}
        <circle className="plot-own" cx={x(project.longitude)} cy={y(project.latitude)} r={7}><title>{project.name}</title></circle>
      </svg>
      <figcaption className="quiet">{t("position.caption", { lon: project.longitude.toFixed(4), lat: project.latitude.toFixed(4), others: around.length })}</figcaption>
    </figure>
  );
}
