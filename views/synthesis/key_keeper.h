// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QObject>
#include <QString>

namespace phi1 {

/// Keys of endpoints in the desktop's secret service (QtKeychain), by address. Nothing is asked of
/// the service before a person does something that needs it, and there is no other place to fall
/// back to.
class KeyKeeper final : public QObject
{
    Q_OBJECT
public:
    explicit KeyKeeper(QObject *parent = nullptr);

    /// @param done  gets the key, or an empty one and why in a sentence
    void read(const QString &endpoint,
              std::function<void(const QString &key, const QString &problem)> done);
    /// @param done  gets an empty sentence if it is kept
    void write(const QString &endpoint, const QString &key,
               std::function<void(const QString &problem)> done);
    void forget(const QString &endpoint, std::function<void(const QString &problem)> done);

    /// PHI1_API_KEY or OPENAI_API_KEY if the window's environment has one, which a worker inherits.
    static QString environmentName();
};

} // namespace phi1
