// Keys: one as a bearer token, or two of the older scheme in headers of their own.
import type { CallContext } from '@kit/core';
import {
  type ApiKey,
  type Auth,
  bearerAuth,
  changedGrant,
  chosenAuth,
  type Grant,
  headerAuth,
  readEnvironment,
} from '@kit/http';

export interface ClovaKeys {
  readonly apiKey: ApiKey | undefined;
  readonly gatewayKey: string | undefined;
}

const owner = 'HyperCLOVA X';
const gatewayVariable = 'NCP_APIGW_API_KEY';

/** The older scheme is chosen by its second key. Calls bring `{ apiKey }`, or `{ apiKey, gatewayKey }`. */
export function clovaAuth({ apiKey, gatewayKey }: ClovaKeys): Auth {
  const bearer = bearerAuth({ apiKey, environment: ['CLOVASTUDIO_API_KEY'], owner });
  const first = headerAuth({
    header: 'x-ncp-clovastudio-api-key',
    apiKey,
    environment: ['NCP_CLOVASTUDIO_API_KEY', 'CLOVASTUDIO_API_KEY'],
    owner,
  });
  const second = ({ credentials }: CallContext): string => {
    // Whoever brings credentials never gets those of the house.
    const key = credentials ? credentials.gatewayKey : (gatewayKey ?? readEnvironment(gatewayVariable));
    return typeof key === 'string' ? key : '';
  };
  const withBoth = (grant: Grant, gateway: string): Grant =>
    changedGrant(grant, {
      apply(request) {
        request.headers['x-ncp-apigw-api-key'] = gateway;
        return grant.apply(request) as undefined;
      },
    });
  const both: Auth = {
    ...first,
    acquire(context) {
      const grant = first.acquire(context);
      const gateway = second(context);
      return grant instanceof Promise ? grant.then((one) => withBoth(one, gateway)) : withBoth(grant, gateway);
    },
  };
  return chosenAuth({
    strategies: [bearer, both],
    choose: (credentials) => {
      if (credentials) return credentials.gatewayKey === undefined ? bearer : both;
      if (gatewayKey !== undefined) return both;
      const isNew = apiKey !== undefined || readEnvironment('CLOVASTUDIO_API_KEY') !== undefined;
      return !isNew && readEnvironment(gatewayVariable) !== undefined ? both : bearer;
    },
  });
}
