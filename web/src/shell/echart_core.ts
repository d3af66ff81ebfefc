// The part of ECharts the product uses; a file of its own so that it is loaded with the first chart.
import { BarChart, CustomChart, FunnelChart, HeatmapChart, LineChart, RadarChart, ScatterChart } from "echarts/charts";
import { DataZoomComponent, GridComponent, LegendComponent, MarkLineComponent, PolarComponent, RadarComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([
  BarChart, CustomChart, FunnelChart, HeatmapChart, LineChart, RadarChart, ScatterChart,
  DataZoomComponent, GridComponent, LegendComponent, MarkLineComponent, PolarComponent, RadarComponent, TooltipComponent, VisualMapComponent,
  SVGRenderer,
]);

export { init };
