using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Unicode;
using HybridAi.Core.Routing;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Inference;
using HybridAi.Node.Snapshots;
using HybridAi.Providers.Batches;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Files;

/// <summary>
/// Makes of the lines of a batch's file what a provider gets: the model's name in its own words, the provider's renames and removals. All lines of a file call
/// one API and one model, whose provider the file goes to; what is wrong with a line is told with its number.
/// </summary>
/// <param name="snapshot">What the models' names stand for.</param>
/// <param name="key">Who asks.</param>
/// <param name="wanted">The provider that the caller wants, or null for any.</param>
internal sealed class BatchLines(GatewaySnapshot snapshot, SnapshotKey key, string? wanted)
{
    // OpenAI's own bound on the lines of a file.
    private const int MostLines = 50_000;
    private const int LongestId = 512;
    private const int LongestName = 256;

    private static readonly JsonReaderOptions Reading = new() { MaxDepth = BodyScan.MaxDepth };

    private static readonly byte[] Bare = "{\"custom_id\":"u8.ToArray();
    private static readonly byte[] BareBody = ",\"body\":"u8.ToArray();
    private static readonly byte[] BareEnd = "}"u8.ToArray();

    private readonly HashSet<Int128> _ids = [];
    private InferenceApi _api;

    /// <summary>The path that the lines call; null before the first.</summary>
    public string? Endpoint { get; private set; }

    /// <summary>The model as the first line names it.</summary>
    public string RequestedModel { get; private set; } = "";

    /// <summary>What it stands for; null before the first line.</summary>
    public Deployment? Deployment { get; private set; }

    /// <summary>The fields that were taken out of bodies because the provider would refuse them; null if there are none.</summary>
    public List<string>? Dropped { get; private set; }

    /// <summary>Rewrites a file.</summary>
    /// <param name="input">The caller's.</param>
    /// <param name="output">The provider's.</param>
    /// <param name="longest">Most bytes of a line.</param>
    /// <param name="cancellationToken">Stops in the middle.</param>
    public async Task<GatewayError?> RewriteAsync(Stream input, Stream output, int longest, CancellationToken cancellationToken)
    {
        var lines = new LineReader(input, longest);
        while (await lines.ReadAsync(cancellationToken))
        {
            if (lines.IsTooLong)
                return Wrong(lines.Number, $"it has more than {longest} bytes.");
            if (_ids.Count == MostLines)
                return Wrong(lines.Number, $"a file may have {MostLines} lines; split it.");
            var (slices, error) = Rewrite(lines.Number, lines.Line);
            if (slices is null)
                return error;
            foreach (var slice in slices)
                await output.WriteAsync(slice, cancellationToken);
            output.WriteByte((byte)'\n');
        }

        return Deployment is null ? GatewayError.Invalid("The file has no lines; each must be a request: {\"custom_id\", \"method\", \"url\", \"body\"}.", "file") : null;
    }

    private (List<ReadOnlyMemory<byte>>? Slices, GatewayError? Error) Rewrite(int number, ReadOnlyMemory<byte> line)
    {
        if (!Utf8.IsValid(line.Span))
            return (null, Wrong(number, "it is not valid UTF-8."));
        Fields fields;
        try
        {
            if (ReadFields(line.Span, out fields) is { } malformed)
                return (null, Wrong(number, malformed));
        }
        catch (Exception invalid) when (invalid is JsonException or InvalidOperationException)
        {
            return (null, Wrong(number, "it is not valid JSON."));
        }

        if (Check(fields) is { } wrong)
            return (null, Wrong(number, wrong));
        var body = line[fields.BodyStart..fields.BodyEnd];
        using var scan = BodyScan.TryScan(body, out var unacceptable);
        if (scan is null)
            return (null, Wrong(number, unacceptable!));
        if (scan.TryFind(BodyField.HybridAi, out _))
            return (null, Wrong(number, "options of the gateway ('hybridai') are not possible in a batch."));
        if (scan.TryFind(BodyField.Stream, out var stream) && stream.Type == JsonTokenType.True)
            return (null, Wrong(number, "a batch does not stream; leave 'stream' out."));
        if (Resolve(number, scan) is { } unresolved)
            return (null, unresolved);
        var provider = snapshot.Providers[Deployment!.Provider];
        var splice = RequestEditor.Edit(scan, Deployment, provider.EditsOf(_api), askForUsage: false, out var dropped);
        if (dropped is not null)
            Dropped = [.. (Dropped ?? []).Union(dropped)];
        return (IBatchWire.Of(provider.Profile.Batches!).HasBareLines
            ? [Bare, line[fields.IdStart..fields.IdEnd], BareBody, .. splice.Slices, BareEnd]
            : [line[..fields.BodyStart], .. splice.Slices, line[fields.BodyEnd..].TrimEnd((byte)'\r')], null);
    }

    private static string? ReadFields(ReadOnlySpan<byte> line, out Fields fields)
    {
        fields = default;
        var reader = new Utf8JsonReader(line, Reading);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return "it is no JSON object.";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            if (name is not ("custom_id" or "method" or "url" or "body"))
                continue;
            if (!fields.Add(name, text, isObject, start, (int)reader.BytesConsumed))
                return $"'{name}' must be there once, as {(name == "body" ? "an object" : "a text")}.";
        }

        // What is behind the object's end only the next read finds.
        reader.Read();
        return null;
    }

    private string? Check(in Fields fields)
    {
        if (fields.Id is not { Length: > 0 and <= LongestId } id)
            return $"'custom_id' must be a text of 1 to {LongestId} characters.";
        if (fields.Method != "POST")
            return "'method' must be 'POST'.";
        if (fields.BodyEnd == 0)
            return "'body' is missing.";
        if (BatchApis.Find(fields.Url) is not { } api)
            return $"'url' must be {BatchApis.Accepted}.";
        if (Endpoint is not null && Endpoint != fields.Url)
            return $"'url' must be '{Endpoint}', as in the lines before.";
        // By a hash, so that memory is bounded however long the ids are.
        if (!_ids.Add(System.Buffers.Binary.BinaryPrimitives.ReadInt128LittleEndian(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id)))))
            return $"'custom_id' is that of a line before: '{(id.Length <= 80 ? id : id[..80])}'.";
        (Endpoint, _api) = (fields.Url, api);
        return null;
    }

    private GatewayError? Resolve(int number, BodyScan scan)
    {
        if (!scan.TryFind(BodyField.Model, out var field) || field.Type != JsonTokenType.String)
            return Wrong(number, "'body.model' is missing; name a model such as those that GET /v1/models lists.");
        if (Name(scan.ValueOf(field)) is not { } name)
            return Wrong(number, $"'body.model' must be a text of 1 to {LongestName} characters.");
        if (name == RequestedModel)
            return null;
        if (snapshot.AutoModels.Find(name) is not null)
            return Wrong(number, $"'body.model' is '{name}', which picks a model for each request; the lines of a batch go to one, so name that.");
        if (snapshot.Models.Find(name) is not { } found)
            return Wrong(number, snapshot.Models.Explain(name));
        if (found.Length == 0)
            return new GatewayError(GatewayErrorCode.NoActiveDeployment, $"Line {number}: all deployments of the model '{name}' are draining or switched off. Try again later, or name another model.", "file");
        if (key.AllowedModels is { } allowed && (found = allowed.Filter(name, found)).Length == 0)
            return new GatewayError(GatewayErrorCode.ModelNotAllowed, $"Line {number}: this key may not use the model '{name}'. GET /v1/models lists what it may use.", "file");
        if (Deployment is not null)
            return Array.Exists(found, other => other.Id == Deployment.Id) ? null : Wrong(number, $"'body.model' must be '{RequestedModel}', as in the lines before.");
        (Deployment, RequestedModel) = (Array.Find(found, Serves), name);
        return Deployment is null ? Wrong(number, NoBatches(name)) : null;
    }

    // Files and batches belong to the account of the provider's own key.
    private bool Serves(Deployment deployment) => !deployment.HasOwnKey && (wanted is null || deployment.Provider == wanted)
        && (deployment.Kind is null || deployment.Kind == ModelKinds.Of(_api))
        && HasBatches(deployment.Provider) && snapshot.Providers[deployment.Provider].Offers(_api, deployment);

    private bool HasBatches(string provider) =>
        snapshot.Providers.TryGetValue(provider, out var endpoint) && endpoint.Profile is { FilesPath: not null, Batches: { } batches } && batches.Apis.Contains(_api);

    private string NoBatches(string name)
    {
        var others = string.Join(", ", snapshot.Models.Providers.Select(models => models.Provider).Where(HasBatches));
        return $"{(wanted is null ? "no provider" : $"the provider '{wanted}' has no batches")} of '{name}'{(wanted is null ? " has batches" : "")} that call it at {Endpoint}. "
            + (others.Length == 0 ? "No provider that is configured has any." : $"Models of these providers can be called there in batches: {others}.");
    }

    private static string? Name(ReadOnlySpan<byte> json)
    {
        if (json.Length > LongestName * 6)
            return null;
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            return reader.GetString() is { Length: > 0 and <= LongestName } name ? name : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no name.
            return null;
        }
    }

    private static GatewayError Wrong(int number, string what) => GatewayError.Invalid($"Line {number}: {what}", "file");

    private struct Fields
    {
        private bool _hasId, _hasMethod, _hasUrl;

        public string? Id { get; private set; }

        public string? Method { get; private set; }

        public string? Url { get; private set; }

        public int IdStart { get; private set; }

        public int IdEnd { get; private set; }

        public int BodyStart { get; private set; }

        public int BodyEnd { get; private set; }

        public bool Add(string name, string? text, bool isObject, int start, int end)
        {
            if (name == "body")
            {
                var isFirstBody = BodyEnd == 0;
                (BodyStart, BodyEnd) = (start, end);
                return isFirstBody && isObject;
            }

            bool isFirst;
            switch (name)
            {
                case "custom_id":
                    (isFirst, _hasId, Id, IdStart, IdEnd) = (!_hasId, true, text, start, end);
                    break;
                case "method":
                    (isFirst, _hasMethod, Method) = (!_hasMethod, true, text);
                    break;
                default:
                    (isFirst, _hasUrl, Url) = (!_hasUrl, true, text);
                    break;
            }

            return isFirst && text is not null;
        }
    }
}
