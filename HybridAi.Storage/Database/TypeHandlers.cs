using System.Data;
using Dapper;
using HybridAi.Core.Tenancy;
using Microsoft.Data.Sqlite;

namespace HybridAi.Storage.Database;

/// <summary>Teaches Dapper the product's own types: ids are lower-case TEXT in SQLite and UUIDs elsewhere, times are epoch milliseconds.</summary>
internal static class TypeHandlers
{
    private static readonly Lock Gate = new();
    private static bool _registered;

    /// <summary>Registers the handlers, once a process.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (_registered)
                return;
            SqlMapper.RemoveTypeMap(typeof(Guid));
            SqlMapper.RemoveTypeMap(typeof(Guid?));
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
            SqlMapper.AddTypeHandler(new IdHandler<Guid>(value => value, id => id));
            SqlMapper.AddTypeHandler(new IdHandler<OrganizationId>(value => new OrganizationId(value), id => id.Value));
            SqlMapper.AddTypeHandler(new IdHandler<TeamId>(value => new TeamId(value), id => id.Value));
            SqlMapper.AddTypeHandler(new IdHandler<UserId>(value => new UserId(value), id => id.Value));
            SqlMapper.AddTypeHandler(new IdHandler<KeyId>(value => new KeyId(value), id => id.Value));
            SqlMapper.AddTypeHandler(new KeyHashHandler());
            SqlMapper.AddTypeHandler(new TimeHandler());
            _registered = true;
        }
    }

    private sealed class IdHandler<T>(Func<Guid, T> wrap, Func<T, Guid> unwrap) : SqlMapper.TypeHandler<T>
    {
        public override void SetValue(IDbDataParameter parameter, T? value)
        {
            var id = unwrap(value!);
            parameter.Value = parameter is SqliteParameter ? id.ToString("D") : id;
        }

        public override T Parse(object value) => wrap(value is Guid id ? id : Guid.Parse((string)value));
    }

    private sealed class KeyHashHandler : SqlMapper.TypeHandler<KeyHash>
    {
        public override void SetValue(IDbDataParameter parameter, KeyHash value) => parameter.Value = value.ToString();

        public override KeyHash Parse(object value) => KeyHash.Parse((string)value);
    }

    private sealed class TimeHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.ToUnixTimeMilliseconds();

        public override DateTimeOffset Parse(object value) => DateTimeOffset.FromUnixTimeMilliseconds((long)value);
    }
}
