using HybridAi.Client.Events;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace HybridAi.Gateway.Endpoints.Events;

/// <summary>What the OpenAPI document says of events: a schema for the data of each topic.</summary>
internal static class EventSchemas
{
    public static readonly IReadOnlyDictionary<string, Type> Data = new Dictionary<string, Type>
    {
        [EventTopicNames.Configuration] = typeof(ConfigurationEventData),
        [EventTopicNames.Budget] = typeof(BudgetEventData),
        [EventTopicNames.SemanticCache] = typeof(SemanticCacheEventData),
        [EventTopicNames.CachePurge] = typeof(CachePurgeEventData),
        [EventTopicNames.ProviderStatus] = typeof(FallbackEventData),
        [EventTopicNames.ProviderHealth] = typeof(ProviderHealthEventData),
        [EventTopicNames.Fallback] = typeof(FallbackEventData),
        [EventTopicNames.Errors] = typeof(ErrorGroupEventData),
        [EventTopicNames.Alerts] = typeof(AlertEventData),
        [EventTopicNames.Tests] = typeof(ProviderTestEventData),
        [EventTopicNames.Jobs] = typeof(JobEventData),
        [EventTopicNames.Usage] = typeof(UsageEventData),
        [EventTopicNames.StreamReset] = typeof(StreamEventData),
        [EventTopicNames.StreamEnd] = typeof(StreamEventData),
    };

    public static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var type in Data.Values.Distinct())
        {
            var schema = await context.GetOrCreateSchemaAsync(type, null, cancellationToken);
            context.Document?.AddComponent(type.Name, schema);
        }

        operation.Description = "Each event's `data` is an EventDocument; the schema of its own `data` goes by the topic: "
            + string.Join(", ", Data.Select(pair => $"`{pair.Key}` {pair.Value.Name}")) + ".";
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = EventsHandler.LastEventId, In = ParameterLocation.Header, Description = "The id of the last event that was read: the stream goes on behind it.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
        });
    }
}
