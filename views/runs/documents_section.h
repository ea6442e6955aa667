// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonDocument>
#include <QVector>
#include <QWidget>

class QVBoxLayout;

namespace phi1 {

class ActionButton;
class ElidedLabel;
class TextLabel;
class WorkspaceSession;

/// The documents that the step under the crosshair was computed from, as `phi1 batch` names them:
/// asked for by a button, since data may have to be made again for the answer.
class DocumentsSection final : public QWidget
{
    Q_OBJECT
public:
    explicit DocumentsSection(WorkspaceSession &session, QWidget *parent = nullptr);

    void setRun(const QString &runId);
    void setStep(qint64 step); ///< below 1: none
    void ask();

signals:
    /// All of them are to be read.
    void documentsRequested(const QString &runId, qint64 step);
    /// Its attention is to be seen.
    void attentionRequested(const QString &runId, qint64 step, int document, const QString &title,
                            const QString &text);

private:
    struct Document {
        QString name;   ///< "textbook, number 1 204"
        QString extent; ///< "512 tokens"
        QString text;
    };
    void onLoaded(const QJsonDocument &answer);
    void onFailed(const QString &sentence);
    void showDocuments();
    void clear();

    WorkspaceSession &m_session;
    QString m_run;
    qint64 m_step = -1;
    qint64 m_askedStep = -1;
    quint64 m_request = 0;
    QVector<Document> m_documents;
    bool m_showsAll = false;
    TextLabel *m_message;
    ActionButton *m_ask;
    QVBoxLayout *m_list;
    ActionButton *m_more;
    ActionButton *m_read;
};

} // namespace phi1
