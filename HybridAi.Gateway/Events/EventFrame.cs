using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HybridAi.Client.Events;
using HybridAi.Client.Serialization;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;

namespace HybridAi.Gateway.Events;

/// <summary>An event as it goes out, written once for all who get it.</summary>
internal sealed class EventFrame
{
    private EventFrame(long? id, DateTimeOffset at, string topic, OrganizationId? organization, JsonElement data)
    {
        (Id, Topic, Organization, Data) = (id, topic, organization, data);
        var document = DocumentOf(id, at, topic, organization, data);
        var buffer = new ArrayBufferWriter<byte>(512);
        if (id is { } number)
            Write(buffer, string.Create(CultureInfo.InvariantCulture, $"id: {number}\n"));
        Write(buffer, $"event: {topic}\ndata: ");
        // Without spaces and line ends, whatever the stored text has: a line end would end the field.
        using (var json = new Utf8JsonWriter(buffer))
            JsonSerializer.Serialize(json, document, HybridAiJson.Default.EventDocument);
        Write(buffer, "\n\n");
        Bytes = buffer.WrittenMemory;
    }

    /// <summary>Its number; null for what is not stored.</summary>
    public long? Id { get; }

    public string Topic { get; }

    /// <summary>The organization that it concerns, or null: the installation.</summary>
    public OrganizationId? Organization { get; }

    /// <summary>What happened.</summary>
    public JsonElement Data { get; }

    /// <summary>The whole event as server-sent events have it.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public static EventFrame Of(StoredEvent one) =>
        new(one.Sequence, one.At, one.Topic, one.OrganizationId, Parse(one.Data));

    /// <summary>Of a topic whose events are not stored.</summary>
    public static EventFrame Live<T>(DateTimeOffset at, string topic, OrganizationId? organization, T data, JsonTypeInfo<T> type) =>
        new(null, at, topic, organization, JsonSerializer.SerializeToElement(data, type));

    /// <summary>About a stream itself.</summary>
    /// <param name="topic"><see cref="EventTopicNames.StreamReset"/> or <see cref="EventTopicNames.StreamEnd"/>.</param>
    /// <param name="reason">Why.</param>
    /// <param name="resumeAfter">The id to go on from, which it carries.</param>
    /// <param name="at">The time.</param>
    public static EventFrame OfStream(string topic, string reason, long resumeAfter, DateTimeOffset at) =>
        new(resumeAfter, at, topic, null, JsonSerializer.SerializeToElement(new StreamEventData(reason, resumeAfter), HybridAiJson.Default.StreamEventData));

    /// <summary>An event as clients read it, whether it is sent by itself or in a list.</summary>
    public static EventDocument DocumentOf(long? id, DateTimeOffset at, string topic, OrganizationId? organization, JsonElement data) =>
        new() { Id = id, At = at, Topic = topic, OrganizationId = organization?.Value, Data = data };

    /// <summary>Reads stored data. Some that cannot be read must not keep the others back for ever: they are a text.</summary>
    public static JsonElement Parse(string data)
    {
        try
        {
            return JsonElement.Parse(data);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(data, HybridAiJson.Default.String);
        }
    }

    private static void Write(ArrayBufferWriter<byte> buffer, string text) => Encoding.UTF8.GetBytes(text, buffer);
}
