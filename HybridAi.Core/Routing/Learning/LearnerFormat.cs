using System.Security.Cryptography;
using System.Text;

namespace HybridAi.Core.Routing.Learning;

/// <summary>
/// What was learned, as bytes: a version, what is learned of all requests, that of each deployment, and the SHA-256 of all that. Numbers are little-endian. What was written by
/// another version, or is not whole, is nothing; it is learned anew.
/// </summary>
public static class LearnerFormat
{
    private const int Version = 1;
    private const int MostCells = 1 + AnswerCells.Places;
    private const int MostOutputs = 1 + UsualOutputs.Places;
    private const int LongestId = 1024;

    /// <summary>Writes what was learned.</summary>
    /// <param name="learner">What has learned.</param>
    public static byte[] Write(Learner learner)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Version);
            writer.Write(FeatureVector.Size);
            UsualOutput[] outputs = [.. learner.Outputs.All];
            writer.Write(outputs.Length);
            foreach (var one in outputs)
                Write(writer, one.Key, [one.Weight, one.Tokens, one.Feature]);
            KeyValuePair<string, LearnedDeployment>[] deployments = [.. learner.Deployments.Where(pair => pair.Key.Length <= LongestId)];
            writer.Write(deployments.Length);
            foreach (var (id, learned) in deployments)
                Write(writer, id, learned);
        }

        bytes.Write(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        return bytes.ToArray();
    }

    /// <summary>Has a learner go on from what was learned before.</summary>
    /// <param name="learner">A learner that knows nothing yet.</param>
    /// <param name="bytes">What <see cref="Write(Learner)"/> gave.</param>
    /// <returns>Whether the bytes are whole and of this version; if not, the learner is as it was.</returns>
    public static bool TryRead(Learner learner, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < SHA256.HashSizeInBytes)
            return false;
        var content = bytes[..^SHA256.HashSizeInBytes];
        if (!bytes[^SHA256.HashSizeInBytes..].SequenceEqual(SHA256.HashData(content)))
            return false;
        using var reader = new BinaryReader(new MemoryStream(content.ToArray(), writable: false), Encoding.UTF8);
        UsualOutput[] outputs;
        (string Id, PublishedDeployment Known, AnswerCell[] Cells)[] deployments;
        try
        {
            if (reader.ReadInt32() != Version || reader.ReadInt32() != FeatureVector.Size)
                return false;
            outputs = ReadAll(reader, MostOutputs, ReadOutput);
            deployments = ReadAll(reader, Learner.Most, ReadDeployment);
            if (reader.BaseStream.Position != content.Length)
                return false;
        }
        catch (Exception strange) when (strange is IOException or FormatException or ArgumentException)
        {
            // Whole, and yet nothing that this release writes.
            return false;
        }

        learner.Outputs.Restore(outputs);
        foreach (var (id, known, cells) in deployments)
            learner.Add(id)?.Restore(known, cells);
        return true;
    }

    private static T[] ReadAll<T>(BinaryReader reader, int most, Func<BinaryReader, T> read)
    {
        var count = reader.ReadInt32();
        if (count < 0 || count > most)
            throw new FormatException($"There are {count}, and {most} at most.");
        var all = new T[count];
        for (var i = 0; i < count; i++)
            all[i] = read(reader);
        return all;
    }

    private static UsualOutput ReadOutput(BinaryReader reader) => new(reader.ReadUInt64(), Number(reader), Number(reader), Number(reader));

    private static void Write(BinaryWriter writer, string id, LearnedDeployment learned)
    {
        var known = learned.Publish();
        writer.Write(id);
        Write(writer, (ulong)known.At, [known.EwmaWhole, known.EwmaFirst]);
        Write(writer, (ulong)known.Outage.At, [known.Outage.Down, known.Outage.Degraded]);
        Write(writer, known.Whole);
        Write(writer, known.First);
        Write(writer, known.Failure);
        AnswerCell[] cells = [.. learned.Answers.All];
        writer.Write(cells.Length);
        foreach (var cell in cells)
            Write(writer, cell.Key, [cell.Weight, cell.Usable, cell.Length, cell.Cached, cell.Counted]);
    }

    private static (string Id, PublishedDeployment Known, AnswerCell[] Cells) ReadDeployment(BinaryReader reader)
    {
        var id = reader.ReadString();
        var (at, whole, first) = (Moment(reader), Average(reader), Average(reader));
        var (seen, down, degraded) = (Moment(reader), Number(reader), Number(reader));
        var known = new PublishedDeployment(
            at, ReadView(reader, FilterShapes.Whole), ReadView(reader, FilterShapes.First), ReadView(reader, FilterShapes.Failure), new OutageFilter(down, degraded, seen), whole, first);
        return (id, known, ReadAll(reader, MostCells, ReadCell));
    }

    private static AnswerCell ReadCell(BinaryReader reader) =>
        new(reader.ReadUInt64(), Number(reader), Number(reader), Number(reader), Number(reader), Number(reader));

    private static void Write(BinaryWriter writer, FilterView view) =>
        Write(writer, (ulong)view.At, [view.Count, view.Noise, .. view.Mean, .. view.Covariance]);

    private static FilterView ReadView(BinaryReader reader, FilterShape shape)
    {
        var (at, count, noise) = (Moment(reader), (long)Number(reader), Number(reader));
        var (mean, covariance) = (new double[FeatureVector.Size], new double[FeatureVector.Size * FeatureVector.Size]);
        foreach (ref var value in mean.AsSpan())
            value = Number(reader);
        foreach (ref var value in covariance.AsSpan())
            value = Number(reader);
        return new FilterView(shape, mean, covariance, noise, at, count);
    }

    // One that is none would make all that is learned from it none, for good.
    private static double Number(BinaryReader reader) => reader.ReadDouble() is var value && double.IsFinite(value) ? value : throw new FormatException($"{value} is no number.");

    // Before the first answer there is no average.
    private static double Average(BinaryReader reader) => reader.ReadDouble() is var value && !double.IsInfinity(value) ? value : throw new FormatException($"{value} is no average.");

    private static long Moment(BinaryReader reader) =>
        reader.ReadInt64() is var ticks && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks ? ticks : throw new FormatException($"{ticks} is no moment.");

    private static void Write(BinaryWriter writer, ulong key, ReadOnlySpan<double> values)
    {
        writer.Write(key);
        foreach (var value in values)
            writer.Write(value);
    }
}
