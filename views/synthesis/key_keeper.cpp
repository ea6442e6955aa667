// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/synthesis/key_keeper.h"

#include <qt6keychain/keychain.h>

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

QString serviceName()
{
    return u"phi1-workbench"_s;
}

QString problemOf(const QKeychain::Job &job)
{
    if (job.error() == QKeychain::NoError)
        return {};
    if (job.error() == QKeychain::EntryNotFound)
        return KeyKeeper::tr("The secret service has no key for this endpoint; type it once more");
    return KeyKeeper::tr(
               "The desktop's secret service cannot be used: %1; the key can be typed, or "
               "given in PHI1_API_KEY")
        .arg(job.errorString().simplified());
}

void prepare(QKeychain::Job &job, const QString &endpoint)
{
    job.setKey(endpoint);
    job.setInsecureFallback(false); // never a file
    job.setAutoDelete(true);
}

} // namespace

KeyKeeper::KeyKeeper(QObject *parent)
    : QObject(parent)
{}

void KeyKeeper::read(const QString &endpoint,
                     std::function<void(const QString &, const QString &)> done)
{
    auto *job = new QKeychain::ReadPasswordJob(serviceName());
    prepare(*job, endpoint);
    connect(job, &QKeychain::Job::finished, this, [job, done = std::move(done)] {
        done(job->error() == QKeychain::NoError ? job->textData() : QString(), problemOf(*job));
    });
    job->start();
}

void KeyKeeper::write(const QString &endpoint, const QString &key,
                      std::function<void(const QString &)> done)
{
    auto *job = new QKeychain::WritePasswordJob(serviceName());
    prepare(*job, endpoint);
    job->setTextData(key);
    connect(job, &QKeychain::Job::finished, this,
            [job, done = std::move(done)] { done(problemOf(*job)); });
    job->start();
}

void KeyKeeper::forget(const QString &endpoint, std::function<void(const QString &)> done)
{
    auto *job = new QKeychain::DeletePasswordJob(serviceName());
    prepare(*job, endpoint);
    connect(job, &QKeychain::Job::finished, this, [job, done = std::move(done)] {
        done(job->error() == QKeychain::EntryNotFound ? QString() : problemOf(*job));
    });
    job->start();
}

QString KeyKeeper::environmentName()
{
    for (const char *name : {"PHI1_API_KEY", "OPENAI_API_KEY"}) {
        if (!qEnvironmentVariableIsEmpty(name))
            return QString::fromLatin1(name);
    }
    return {};
}

} // namespace phi1
