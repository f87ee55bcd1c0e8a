// Checks of a tool's definition: what no vendor takes is refused, and with `validation: 'strict'` what only some take.
import { type FunctionTool, KitError } from '@kit/core';
import { strictCompatible } from '@kit/wire/json-schema';
import type { Validation } from '../schema/read-value.ts';

/** @throws KitError `config` that names the field. */
export function checkDefinition(tool: FunctionTool, validation: Validation, owner: string): void {
  const problem = basicProblem(tool) ?? (validation === 'strict' ? strictProblem(tool) : undefined);
  if (!problem) return;
  const [field, expected] = problem;
  throw new KitError('config', `${owner}: \`${field}\` ${expected}.`, { field });
}

type Problem = readonly [field: string, expected: string];

function basicProblem({ name, parameters = {} }: FunctionTool): Problem | undefined {
  if (!/^[A-Za-z0-9_.:-]{1,128}$/.test(name)) {
    return ['name', 'must be 1 to 128 letters, digits and the characters _ - . :'];
  }
  const { type } = parameters;
  const isOpen =
    type === undefined && ['anyOf', 'oneOf', 'allOf', '$ref', 'properties'].some((key) => key in parameters);
  return type === 'object' || isOpen
    ? undefined
    : ['input', 'must be an object at its root: models call with named arguments'];
}

function strictProblem({ name, description, parameters = {}, strict }: FunctionTool): Problem | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(name)) {
    return [
      'name',
      'must be at most 64 letters, digits, _ and -, and begin with a letter: other names are renamed for some vendors',
    ];
  }
  if (!description) return ['description', 'is required: the model has nothing else to go by'];
  if (parameters.type !== 'object')
    return ['input', 'must have the type "object" at its root: not every vendor takes a union'];
  const { compatible, reason } = strict ? strictCompatible(parameters) : { compatible: true };
  return compatible ? undefined : ['input', `does not fit the vendors' strict mode: ${reason}`];
}
