// The words of the module (stages, statuses, fields, kinds of evidence and events) as the server
// gives them: read once, shared by all pages.
import { useEffect, useState } from "react";

import { ApiError, call } from "../api/client";
import type { Text } from "../api/client";
import { paths } from "./paths";
import type { ProjectField, ProjectStage, Vocabulary } from "./types";

const empty: Vocabulary = { fields: [], evidence_kinds: [], stages: [], statuses: [], event_kinds: [], conduct_values: [] };
let reading: Promise<Vocabulary> | null = null;
let known: Vocabulary | null = null;

export function useVocabulary(): Vocabulary {
  const [words, setWords] = useState(known ?? empty);
  useEffect(() => {
    if (known) return;
    let live = true;
    reading ??= call<Vocabulary>("GET", paths.vocabulary);
    reading.then(
      (data) => {
        known = data;
        if (live) setWords(data);
      },
      (cause: unknown) => {
        reading = null; // The next page asks again.
        if (!(cause instanceof ApiError)) throw cause;
      },
    );
    return () => {
      live = false;
    };
  }, []);
  return words;
}

/** The ten stages in their order. */
export const stages: ProjectStage[] = ["lead", "assessment", "negotiation", "review", "contract", "landed", "construction", "production", "full_capacity", "aftercare"];

export const titleIn = (list: { name: string; title: Text }[], name: string): Text =>
  list.find((item) => item.name === name)?.title ?? { zh: name, en: name };

export const fieldIn = (words: Vocabulary, name: string): ProjectField | undefined => words.fields.find((field) => field.name === name);
