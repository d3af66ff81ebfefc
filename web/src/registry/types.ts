// What the registry's operations answer; the types are made from the operations themselves.
import type { components } from "../api/schema";

type Schemas = components["schemas"];

export type Contact = Schemas["Contact"];
export type Residence = Schemas["Residence"];
export type Enterprise = Schemas["Enterprise"];
export type Relation = Schemas["Relation"];
export type Fact = Schemas["Fact"];
export type FactField = Schemas["FactFieldRow"];
export type Park = Schemas["Park"];
export type Agreement = Schemas["Agreement"];
export type CodeRow = Schemas["CodeRow"];
export type Duplicate = Schemas["Duplicate"];
export type Merge = Schemas["Merge"];
export type ImportColumn = Schemas["ImportColumn"];
export type BadRow = Schemas["BadRow"];
export type ImportReport = Schemas["ImportReport"];
export type Import = Schemas["Import"];
export type ImportRow = Schemas["ImportRow"];

export interface List<Row> {
  items: Row[];
  total: number;
}
