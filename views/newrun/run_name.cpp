// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/run_name.h"

#include <QCoreApplication>
#include <QFileInfo>

#include "core/jobs/detach.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(RunName)
};

} // namespace

QString fileNameProblem(const QString &name)
{
    if (name.trimmed().isEmpty())
        return Words::tr("give it a name");
    if (name != name.trimmed())
        return Words::tr("the name begins or ends with a space");
    if (name.contains(u'/'))
        return Words::tr("a name has no slash");
    if (name.startsWith(u'.') || name.startsWith(u'-'))
        return Words::tr("a name begins with a letter or a digit");
    for (const QChar c : name) {
        if (!c.isPrint())
            return Words::tr("the name holds a character that cannot be shown");
    }
    if (name.toUtf8().size() > 200)
        return Words::tr("the name is longer than 200 bytes");
    return {};
}

QString runNameProblem(const QString &name, const QString &workspace)
{
    if (const QString problem = fileNameProblem(name); !problem.isEmpty())
        return problem;
    const QString folder = workspace % "/runs/"_L1 % name;
    if (QFileInfo::exists(folder) && !holdsOnlyJobFiles(folder.toStdString()))
        return Words::tr("a run %1 is there already").arg(name);
    return {};
}

} // namespace phi1
