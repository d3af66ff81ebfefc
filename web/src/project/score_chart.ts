// The radar of an assessment: the mean of every criterion, the sheets of the assessors thin beside
// it. A criterion nobody scored is a gap, not a zero. Pure.
import type { Text } from "../api/client";
import type { ChartOption } from "../shell/echart";
import { seriesColors } from "../shell/echart";
import type { ProjectAssessment } from "./types";

export const criteria = ["fit", "market", "technology", "environment", "energy", "benefit"] as const;
export type Criterion = (typeof criteria)[number];

export function radar(assessment: ProjectAssessment, text: (t: Text) => string, mean: string, threshold: string): ChartOption {
  const current = assessment.sheets.filter((sheet) => !sheet.superseded);
  const gap = "-";
  return (palette) => {
    const colors = seriesColors(palette);
    return {
      legend: { data: [mean, threshold, ...current.map((sheet) => sheet.assessor_name)], bottom: 0, top: "auto", type: "scroll" },
      tooltip: { trigger: "item" },
      radar: { radius: "62%", center: ["50%", "46%"], indicator: assessment.result.criteria.map((c) => ({ name: text(c.title), max: 100 })) },
      series: [
        {
          type: "radar",
          data: [
            { name: mean, value: assessment.result.criteria.map((c) => c.mean ?? gap) as number[], lineStyle: { width: 3, color: palette.primary }, itemStyle: { color: palette.primary }, areaStyle: { color: palette.primary, opacity: 0.15 } },
            { name: threshold, value: assessment.result.criteria.map(() => assessment.rule.rule.threshold), symbol: "none", lineStyle: { type: "dashed", width: 1, color: palette.quiet }, itemStyle: { color: palette.quiet } },
            ...current.map((sheet, i) => ({ name: sheet.assessor_name, value: criteria.map((c) => sheet.scores[c] ?? gap) as number[], lineStyle: { width: 1, color: colors[(i + 1) % colors.length] }, itemStyle: { color: colors[(i + 1) % colors.length] }, symbolSize: 4 })),
          ],
        },
      ],
    };
  };
}
