// What the error project.duplicate says beside its sentences: the project that is there already,
// when the user may see it.
import { ApiError } from "../api/client";

const idKey = "project.duplicate.id";

export function existingProject(error: ApiError): number | undefined {
  const id = Number(error.fields.find((field) => field.key === idKey)?.message.zh);
  return id > 0 ? id : undefined;
}

/** The error without the field that only says an id. */
export function withoutId(error: ApiError): ApiError {
  return new ApiError(error.status, error.code, error.key, error.text, error.fields.filter((field) => field.key !== idKey), error.requestId);
}
