// Where the API is, and which keys belong there.

export const defaultBaseURL = 'https://api.mistral.ai/v1';

/** Keys for Codestral alone are taken by a host of their own. */
export function keyNames(baseURL: string | undefined): readonly string[] {
  const codestral = baseURL !== undefined && URL.canParse(baseURL) && new URL(baseURL).host === 'codestral.mistral.ai';
  return codestral ? ['CODESTRAL_API_KEY', 'MISTRAL_API_KEY'] : ['MISTRAL_API_KEY'];
}
