import { IntersectionType, PickType } from '@nestjs/swagger';
import { Resource } from '../../client/resource.entity.js';
import { Order } from '../../api/writes/order.js';

export class CreateResourceOrder extends IntersectionType(Resource, Order) {}

export class ReplaceResourceOrder extends IntersectionType(PickType(Resource, ['scopes']), Order) {}

/** The identifier in a path, percent-encoded. */
export class ResourceParam extends PickType(Resource, ['identifier']) {}
