using System.Text.Json;
using HybridAi.Core.Routing;

namespace HybridAi.Providers.Wire;

/// <summary>Turns a caller's body into the one a provider gets, by byte offsets alone.</summary>
public static class RequestEditor
{
    private static readonly byte[] Comma = ","u8.ToArray();
    private static readonly byte[] StreamOptions = """
        "stream_options":{"include_usage":true}
        """u8.ToArray();

    /// <summary>Edits a body: the model's name, the provider's renames and removals, the gateway's own options, the wish for usage.</summary>
    /// <param name="scan">The body; it has a model.</param>
    /// <param name="deployment">What it goes to.</param>
    /// <param name="edits">The provider's renames and removals.</param>
    /// <param name="askForUsage">Whether to ask for the usage of a stream by <c>stream_options</c>.</param>
    /// <param name="dropped">Gets the names of fields that were taken out and have to be named; stays null if there are none.</param>
    public static BodySplice Edit(BodyScan scan, Deployment deployment, FieldEdits edits, bool askForUsage, out List<string>? dropped)
    {
        dropped = null;
        var splice = new BodySplice();
        var properties = scan.Properties;
        var copied = 0;
        var lastKept = -1;
        var hasStreamOptions = false;
        for (var i = 0; i < properties.Length; i++)
        {
            ref readonly var property = ref properties[i];
            var edit = Decide(scan, property, edits, ref dropped, out var newName);
            if (edit is FieldEdit.Drop or FieldEdit.Imply)
                continue;
            if (lastKept != i - 1)
            {
                // What stood in front was taken out: end the run behind the last kept property and begin anew here.
                splice.Append(scan.Body[copied..EndOfRun(properties, lastKept)]);
                if (lastKept >= 0)
                    splice.Append(Comma);
                copied = property.NameStart;
            }

            if (newName is not null)
            {
                splice.Append(scan.Body[copied..property.NameStart]);
                splice.Append(newName);
                copied = property.NameEnd;
            }

            if (property.Field == BodyField.Model && !scan.ValueOf(property).SequenceEqual(deployment.ModelJson.Span))
            {
                splice.Append(scan.Body[copied..property.ValueStart]);
                splice.Append(deployment.ModelJson);
                copied = property.ValueEnd;
            }
            else if (property.Field == BodyField.StreamOptions)
            {
                hasStreamOptions = true;
                if (askForUsage)
                    copied = StreamOptionsField.ForceUsage(scan, property, splice, copied);
            }

            lastKept = i;
        }

        if (askForUsage && !hasStreamOptions)
        {
            splice.Append(scan.Body[copied..EndOfRun(properties, lastKept)]);
            splice.Append(Comma);
            splice.Append(StreamOptions);
            copied = properties[^1].ValueEnd;
        }
        else if (lastKept != properties.Length - 1)
        {
            splice.Append(scan.Body[copied..EndOfRun(properties, lastKept)]);
            copied = properties[^1].ValueEnd;
        }

        splice.Append(scan.Body[copied..]);
        return splice;
    }

    private static int EndOfRun(ReadOnlySpan<BodyProperty> properties, int lastKept) =>
        lastKept < 0 ? properties[0].NameStart : properties[lastKept].ValueEnd;

    private static FieldEdit Decide(
        BodyScan scan, in BodyProperty property, FieldEdits edits, ref List<string>? dropped, out byte[]? newName)
    {
        newName = null;
        if (property.Field == BodyField.HybridAi)
            return FieldEdit.Imply;
        if (edits.IsEmpty)
            return FieldEdit.Keep;
        var edit = edits.Find(scan.PlainNameOf(property), out var name, out newName);
        // Where a field is there under both names, the provider's own name wins, unless it says nothing.
        if (edit == FieldEdit.Rename && Has(scan, newName.AsSpan()[1..^1], out var isNull) && !isNull)
        {
            edit = property.Type == JsonTokenType.Null ? FieldEdit.Imply : FieldEdit.Drop;
            newName = null;
        }
        else if (edit == FieldEdit.Keep && property.Type == JsonTokenType.Null && IsReplaced(scan, property, edits))
            edit = FieldEdit.Imply;
        if (edit == FieldEdit.Drop)
            (dropped ??= []).Add(name);
        return edit;
    }

    private static bool IsReplaced(BodyScan scan, in BodyProperty property, FieldEdits edits)
    {
        foreach (var source in edits.SourcesOf(scan.PlainNameOf(property)))
        {
            if (Has(scan, source, out _))
                return true;
        }

        return false;
    }

    private static bool Has(BodyScan scan, ReadOnlySpan<byte> name, out bool isNull)
    {
        var found = false;
        isNull = true;
        foreach (ref readonly var property in scan.Properties)
        {
            if (!scan.PlainNameOf(property).SequenceEqual(name))
                continue;
            found = true;
            isNull &= property.Type == JsonTokenType.Null;
        }

        return found;
    }
}
