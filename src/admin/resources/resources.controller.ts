import { Body, ConflictException, Delete, Get, NotFoundException, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { EntityManager } from 'typeorm';
import { Resource } from '../../client/resource.entity.js';
import { ResourceStore } from '../../client/resource.store.js';
import { OWN_APIS, Settings } from '../../config/settings.js';
import { AdminController } from '../../api/access/admin-controller.js';
import { RequireScope } from '../../api/access/require-scope.js';
import { PageQuery } from '../../api/lists/page.query.js';
import { ApiPage, Listed, Pages, type Listing, type ListRequest } from '../../api/lists/pages.js';
import { Acting, Writes, type Act } from '../../api/writes/act.js';
import { Administration } from '../../api/writes/administration.js';
import { Order } from '../../api/writes/order.js';
import { CreateResourceOrder, ReplaceResourceOrder, ResourceParam } from './resource.order.js';

@AdminController('resources', 'resources')
export class ResourcesController {
  constructor(
    private readonly resources: ResourceStore,
    private readonly administration: Administration,
    private readonly pages: Pages,
    private readonly settings: Settings,
  ) {}

  @Get()
  @RequireScope('clients:read')
  @ApiOperation({ summary: 'Resources, in the order of their identifiers' })
  @ApiPage(Resource)
  list(@Query() query: PageQuery, @Listed() list: ListRequest): Promise<Listing<Resource>> {
    return this.pages.answer(list, query, (page) => this.resources.findPage(page), (resource) => resource);
  }

  @Get(':identifier')
  @RequireScope('clients:read')
  @ApiOperation({ summary: 'One resource' })
  @ApiOkResponse({ type: Resource })
  async show(@Param() { identifier }: ResourceParam): Promise<Resource> {
    return required(await this.resources.find(identifier));
  }

  @Post()
  @RequireScope('clients:write')
  @Writes(201)
  @ApiOperation({ summary: 'Register a resource that tokens can be asked for (RFC 8707)' })
  @ApiCreatedResponse({ type: Resource })
  create(@Body() order: CreateResourceOrder, @Acting() act: Act): Promise<Resource> {
    const { identifier, scopes } = order;
    return this.administration.administer(act, order, async (manager) => {
      if (!(await this.resources.insert(manager, { identifier, scopes }))) throw new ConflictException('there is a resource with this identifier');
      return { ...deed('create', identifier), old: null, new: { scopes }, answer: { identifier, scopes } };
    });
  }

  @Put(':identifier')
  @RequireScope('clients:write')
  @Writes()
  @ApiOperation({ summary: 'Replace its scopes; what was granted stays granted' })
  @ApiOkResponse({ type: Resource })
  replace(@Param() { identifier }: ResourceParam, @Body() order: ReplaceResourceOrder, @Acting() act: Act): Promise<Resource> {
    const { scopes } = order;
    return this.administration.administer(act, order, async (manager) => {
      const old = await this.get(manager, identifier);
      await this.resources.save({ identifier, scopes }, manager);
      return { ...deed('change', identifier), old: { scopes: old.scopes }, new: { scopes }, answer: { identifier, scopes } };
    });
  }

  @Delete(':identifier')
  @RequireScope('clients:write')
  @Writes()
  @ApiOperation({ summary: 'Delete it: nobody is granted it any more; tokens that were live on' })
  @ApiOkResponse({ type: Resource })
  remove(@Param() { identifier }: ResourceParam, @Body() order: Order, @Acting() act: Act): Promise<Resource> {
    return this.administration.administer(act, order, async (manager) => {
      const { scopes } = await this.get(manager, identifier);
      await this.resources.delete(manager, identifier);
      return { ...deed('delete', identifier), old: { scopes }, new: null, answer: { identifier, scopes } };
    });
  }

  /** Any but our own APIs, which each start writes anew. */
  private async get(manager: EntityManager, identifier: string): Promise<Resource> {
    const resource = required(await this.resources.lock(manager, identifier));
    if (OWN_APIS.some((api) => identifier === this.settings.resourceOf(api))) throw new ConflictException('this is a resource of the service itself');
    return resource;
  }
}

function required(resource: Resource | null): Resource {
  if (!resource) throw new NotFoundException('there is no resource with this identifier');
  return resource;
}

const deed = (verb: 'create' | 'change' | 'delete', identifier: string) => ({ action: `resource.${verb}` as const, target: { kind: 'resource', id: identifier } });
