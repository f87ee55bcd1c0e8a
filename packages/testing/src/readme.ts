// Examples of a README that are run: what each prints is what the comments `// → …` under its `console.log` say.

/** A fenced block of TypeScript and what it says that it prints, line by line. */
export interface ReadmeExample {
  readonly code: string;
  readonly printed: readonly string[];
}

/** The examples of a Markdown text: its blocks fenced with ```ts. */
export function readmeExamples(markdown: string): ReadmeExample[] {
  return [...markdown.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => ({
    code,
    printed: [...code.matchAll(/^\/\/ → (.*)$/gm)].map(([, line = '']) => line),
  }));
}

/**
 * Runs an example and answers what it printed; values that are no strings are printed as JSON.
 *
 * @param modules what its imports find, by specifier: `{ '@kit/core': core, '@kit/provider-mine': { mine } }`. Blocks are
 *   plain JavaScript: types in them are not removed.
 * @throws whatever the example throws, and for an import that is not among the modules
 */
export async function runReadmeExample(
  { code }: ReadmeExample,
  modules: Readonly<Record<string, object>>,
): Promise<string[]> {
  const printed: string[] = [];
  const written = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const console = { log: (...values: unknown[]) => printed.push(values.map(written).join(' ')) };
  const load = (specifier: string) => {
    const found = modules[specifier];
    if (!found) throw new Error(`The example imports ${specifier}, which was not given.`);
    return found;
  };
  const body = code.replace(
    /^import (\{[^}]*\}) from '([^']+)';$/gm,
    (_, names: string, specifier: string) => `const ${names.replaceAll(' as ', ': ')} = load('${specifier}');`,
  );
  await new Function('load', 'console', `return (async () => {${body}})()`)(load, console);
  return printed;
}
