// Which operations have a model.

const withoutModel: ReadonlySet<string> = new Set(['files', 'models', 'voices']);

/** False for operations whose requests name no model, so that no default is put there. */
export function takesModel(operation: string): boolean {
  return !withoutModel.has(operation);
}
