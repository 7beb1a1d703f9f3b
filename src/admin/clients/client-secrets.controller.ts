import { Body, ConflictException, Delete, NotFoundException, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { InvalidFields } from '../../audit/problem.js';
import { ClientSecretHasher } from '../../client/client-secret.js';
import { ClientRegistrar } from '../../client/client.registrar.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { Acting, Writes, type Act } from '../../api/writes/act.js';
import { Order } from '../../api/writes/order.js';
import { ClientAdministration } from './client.administration.js';
import { SecretOrder } from './client.order.js';
import { ClientParam, ClientSecretParam } from './client.param.js';
import { ClientView, ClientWithSecretView, secretsOf } from './client.view.js';

/** Each costs a hash at a wrong or old secret. */
const MOST_SECRETS = 5;

@AdminController('clients/:id/secrets', 'clients')
export class ClientSecretsController {
  constructor(
    private readonly administration: ClientAdministration,
    private readonly registrar: ClientRegistrar,
    private readonly secrets: ClientSecretHasher,
  ) {}

  @Post()
  @RequireScope('clients:write')
  @Writes(201)
  @ApiOperation({ summary: 'A new secret, which is in this answer and nowhere else; older ones live on for the overlap' })
  @ApiCreatedResponse({ type: ClientWithSecretView })
  add(@Param() { id }: ClientParam, @Body() order: SecretOrder, @Acting() act: Act): Promise<ClientWithSecretView> {
    const { client_secret: given, overlap } = order;
    return this.administration.change(act, order, id, 'client.rotate_secret', (client, now) => {
      if (client.isPublic) throw new ConflictException('a public client has no secrets');
      if (given && this.secrets.isKnown(client, given)) throw new InvalidFields([{ field: 'client_secret', detail: 'is or was one of this client' }]);
      if (overlap !== 0 && secretsOf(client, now).length >= MOST_SECRETS) throw new ConflictException(`${MOST_SECRETS} secrets live: drop one first`);
      return this.registrar.rotateSecret(client, given, overlap, now);
    });
  }

  @Delete(':secretId')
  @RequireScope('clients:write')
  @Writes()
  @ApiOperation({ summary: 'Drop an older secret now; the current one is replaced instead' })
  @ApiOkResponse({ type: ClientView })
  drop(@Param() { id, secretId }: ClientSecretParam, @Body() order: Order, @Acting() act: Act): Promise<ClientView> {
    return this.administration.change(act, order, id, 'client.drop_secret', (client, now) => {
      const secret = secretsOf(client, now).find((live) => live.id === secretId.toLowerCase());
      if (!secret) throw new NotFoundException('the client has no live secret with this id');
      if (secret.is_current) throw new ConflictException('this is the current secret: make a new one, with an overlap of 0 to end it at once');
      client.formerSecrets.find((former) => former.secretId === secret.id)!.expiresAt = now;
      return null;
    });
  }
}
