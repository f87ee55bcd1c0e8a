// Where the API is: keys of MongoDB Atlas belong to another host (so the vendor's own clients decide it).
import { type ApiKey, readEnvironment } from '@kit/http';

const voyageURL = 'https://api.voyageai.com/v1';
const atlasURL = 'https://ai.mongodb.com/v1';

/** By the form of the key, where it is known beforehand: those of Atlas begin with `al-`. */
export function defaultBaseURL(apiKey: ApiKey | undefined): string {
  const key = apiKey ?? readEnvironment('VOYAGE_API_KEY');
  return typeof key === 'string' && key.startsWith('al-') ? atlasURL : voyageURL;
}
