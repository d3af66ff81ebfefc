// A table of figures in shades: the darker, the more. It is its own table for who cannot see the
// shades; a cell may be opened.
import { Tooltip } from "antd";
import type { ReactNode } from "react";

import { missing } from "../shell/format";
import { shadeOf } from "./scales";

export interface HeatCell {
  value: number | null;
  /** What stands in the cell. */
  text: string;
  /** Why it is unknown, or more about it. */
  help?: string;
}
interface Props {
  label: string;
  corner: ReactNode;
  columns: { key: string; title: ReactNode; help?: string }[];
  rows: { key: string; title: ReactNode; cells: HeatCell[] }[];
  low: number;
  high: number;
  onOpen?: (row: number, column: number) => void;
}

export function HeatGrid({ label, corner, columns, rows, low, high, onOpen }: Props) {
  return (
    <div className="heat-box" tabIndex={0} role="region" aria-label={label}>
      <table className="heat">
        <thead>
          <tr>
            <th scope="col">{corner}</th>
            {columns.map((column) => <th key={column.key} scope="col">{column.help ? <Tooltip title={column.help}><span className="has-help">{column.title}</span></Tooltip> : column.title}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={row.key}>
              <th scope="row">{row.title}</th>
              {row.cells.map((cell, j) => {
                const shade = shadeOf(cell.value, low, high);
                const content = cell.value === null && cell.text === "" ? missing : cell.text;
                return (
                  <td key={columns[j]?.key ?? j} className={shade === null ? "heat-unknown" : `heat-${shade}`} title={cell.help}>
                    {onOpen ? <button type="button" onClick={() => onOpen(i, j)}>{content}</button> : content}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
